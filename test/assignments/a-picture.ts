import sharp from 'sharp';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { Handbooks } from '../../src/assignments/handbooks/handbooks.service.js';
import {
  HandbookImages,
  type StoredImage,
} from '../../src/assignments/handbooks/images/handbook-images.service.js';
import { thawProse } from '../../src/assignments/sections/prose.rules.js';
import { readPicture } from '../../src/platform/files/picture.js';
import { Users } from '../../src/users/users.service.js';
import { type TestApp } from '../support/app.js';

/** A picture of Alice's, kept in her handbook but in no text. */
export async function storeImage(app: TestApp, handbookId: string): Promise<StoredImage> {
  const alice = await app.get(Users).viewer(app.ids.alice);
  if (!alice) throw new Error('There is no Alice.');
  const handbook = await app.get(Handbooks).forAuthor(alice, handbookId);
  const file = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#0a5a50' } })
    .png()
    .toBuffer();
  return app.get(HandbookImages).store(alice, handbook, await readPicture(file));
}

/** Alice writes a paragraph and the pictures into a section of her handbook, in the place of what is there. */
export async function writeImages(
  app: TestApp,
  handbookId: string,
  images: readonly StoredImage[],
  key = 'executive-brief',
): Promise<void> {
  const updates = app.get(HandbookUpdates);
  const doc = new Y.Doc();
  for (const update of await updates.load(handbookId)) Y.applyUpdate(doc, update);
  const figures = images.map(({ id, ...others }) => ({
    type: 'figure',
    attrs: { image: id, ...others, alt: 'A green harbour' },
    content: [{ type: 'text', text: 'The harbour in May' }],
  }));
  const words = { type: 'paragraph', content: [{ type: 'text', text: 'As the picture shows.' }] };
  thawProse(doc.getXmlFragment(key), { content: [words, ...figures] });
  await updates.append(handbookId, Y.encodeStateAsUpdate(doc), app.ids.alice);
}

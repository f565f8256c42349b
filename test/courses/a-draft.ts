import { CourseContent } from '../../src/courses/versions/course-content.service.js';
import { Drafts } from '../../src/courses/versions/drafts/drafts.service.js';
import { type VersionContent } from '../../src/courses/versions/version-content.js';
import { VersionReads } from '../../src/courses/versions/version-reads.service.js';
import { type TestApp } from '../support/app.js';

const slug = 'social-media-strategist';

/** The built-in Strategist course as a draft that could be published as it is. */
export async function aDraft(app: TestApp): Promise<VersionContent> {
  const id = await app.db.transaction((tx) => app.get(CourseContent).load(tx, slug));
  return app.get(VersionReads).read(id);
}

/** A draft of the version that was published last. */
export async function aCopy(app: TestApp): Promise<VersionContent> {
  return app.get(VersionReads).read(await app.get(Drafts).fromPublished(slug, app.ids.ada));
}

/** The lesson at a place of a version; weeks and places count from 1. */
export function lessonAt(version: VersionContent, week: number, at: number) {
  const lesson = version.weeks[week - 1]?.lessons[at - 1];
  if (!lesson) throw new Error(`Week ${String(week)} has no lesson ${String(at)}.`);
  return lesson;
}

export function weekAt(version: VersionContent, number: number) {
  const week = version.weeks[number - 1];
  if (!week) throw new Error(`There is no week ${String(number)}.`);
  return week;
}

/** A form of ours as it is shown: what stands in its fields. */
export function fieldsOf(html: string, action: string): Record<string, string> {
  const form = html.split(`action="${action}"`)[1]?.split('</form>')[0] ?? '';
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of form.matchAll(/<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"/g)) {
    fields[name] = value;
  }
  return fields;
}

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../platform/config/project-root.js';
import { parseDocument } from './front-matter.rules.js';
import { type ImageType } from './images/course-image.entity.js';
import { type LessonPicture } from './images/course-images.service.js';
import { readingMinutes } from './reading-time.rules.js';

// Read from the sources in the compiled project as well: the compiler copies no Markdown.
const contentFolder = join(projectRoot, 'src', 'courses', 'content');

export interface CourseFolder {
  title: string;
  summary: string;
  /** Markdown. */
  about: string;
  weeks: WeekFolder[];
  /** The files of `images/`; texts name them as `images/<name>`. */
  images: ImageFile[];
}

export interface ImageFile extends LessonPicture {
  name: string;
}

export interface WeekFolder {
  number: number;
  title: string;
  aim: string;
  lessons: { slug: string; title: string; minutes: number; body: string }[];
  sessions: z.infer<typeof sessionFacts>[];
}

/**
 * Reads a course from `content/<slug>/`: `course.md` (facts, and what the public page tells), and for each week a folder
 * `week-1` … with `week.md` (its facts, no text) and one file a lesson, `01-<slug>.md`, in the order of their numbers;
 * pictures lie in `images/`.
 *
 * @throws Error that names the file and what is wrong with it
 */
export async function readCourseFolder(slug: string): Promise<CourseFolder> {
  const folder = join(contentFolder, slug);
  const { facts, body } = await read(join(folder, 'course.md'), courseFacts);
  const names = (await readdir(folder)).filter((name) => /^week-\d$/.test(name)).sort();
  const weeks = await Promise.all(names.map((name) => readWeek(folder, name)));
  return { ...facts, about: body, weeks, images: await readImages(join(folder, 'images')) };
}

/** The slugs of the courses that come with Capstone. */
export async function builtInCourses(): Promise<string[]> {
  const entries = await readdir(contentFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && existsSync(join(contentFolder, entry.name, 'course.md')))
    .map((entry) => entry.name)
    .sort();
}

async function readImages(folder: string): Promise<ImageFile[]> {
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();
  return Promise.all(
    names.map(async (name) => {
      const type = imageTypes[extname(name)];
      if (type === undefined) throw new Error(`${join(folder, name)} is no SVG, PNG or WebP picture.`);
      return { name, type, bytes: await readFile(join(folder, name)) };
    }),
  );
}

async function readWeek(courseFolder: string, name: string): Promise<WeekFolder> {
  const folder = join(courseFolder, name);
  const { facts } = await read(join(folder, 'week.md'), weekFacts);
  const files = (await readdir(folder)).filter((file) => lessonFile.test(file)).sort();
  const lessons = await Promise.all(files.map((file) => readLesson(folder, file)));
  return { number: Number(name.slice('week-'.length)), ...facts, lessons };
}

async function readLesson(folder: string, file: string): Promise<WeekFolder['lessons'][number]> {
  const { facts, body } = await read(join(folder, file), lessonFacts);
  return { slug: file.replace(lessonFile, '$1'), ...facts, minutes: readingMinutes(body), body };
}

async function read<Facts>(path: string, schema: z.ZodType<Facts>) {
  return parseDocument(path, await readFile(path, 'utf8'), schema);
}

const imageTypes: Readonly<Record<string, ImageType>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

const lessonFile = /^\d\d-([a-z0-9-]+)\.md$/;

const line = z.string().trim().min(1);

const courseFacts = z.strictObject({ title: line, summary: line });

const sessionFacts = z.strictObject({
  title: line,
  day: z.int().min(1).max(7),
  startsAt: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 18:00'),
  minutes: z.int().min(5).max(480),
});

const weekFacts = z.strictObject({ title: line, aim: line, sessions: z.array(sessionFacts) });

const lessonFacts = z.strictObject({ title: line });

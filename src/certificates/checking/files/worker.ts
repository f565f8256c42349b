import { type FileReading, type FileTask, readFile } from './read-file.js';

/** What a thread does with a file that somebody wants checked. */
export default function work(task: FileTask): Promise<FileReading> {
  return readFile(task);
}

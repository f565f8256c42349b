import { type z } from 'zod';

const document = /^---json\r?\n(?<json>[\s\S]*?)\r?\n---\r?\n(?<body>[\s\S]*)$/;

/**
 * A Markdown file that begins with its facts as JSON:
 *
 *     ---json
 *     { "title": "Read the company from outside" }
 *     ---
 *     Every company …
 *
 * @returns the facts as `schema` has them, and the Markdown below, trimmed, in NFC
 * @throws Error that names `file` and the first thing that is wrong
 */
export function parseDocument<Facts>(
  file: string,
  text: string,
  schema: z.ZodType<Facts>,
): { facts: Facts; body: string } {
  const match = document.exec(text.replace(/^\uFEFF/, ''))?.groups;
  if (!match) throw new Error(`${file} must begin with its facts between the lines "---json" and "---".`);
  const facts = schema.safeParse(parseJson(file, match['json'] ?? ''));
  if (!facts.success) {
    const [issue] = facts.error.issues;
    throw new Error(`${file}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
  }
  return { facts: facts.data, body: (match['body'] ?? '').normalize('NFC').trim() };
}

function parseJson(file: string, json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    throw new Error(`${file}: its facts are not JSON: ${error instanceof Error ? error.message : ''}`, {
      cause: error,
    });
  }
}

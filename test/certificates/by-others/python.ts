import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('verifier.py', import.meta.url));

/** What the verifier in Python imports, and the packages in which Debian has it. */
const packages = {
  pyld: 'python3-pyld',
  cryptography: 'python3-cryptography',
  jwcrypto: 'python3-jwcrypto',
  jsonschema: 'python3-jsonschema',
  PIL: 'python3-pil',
};

/** Debian's own comes first: another Python on the path does not see Debian's packages. */
const interpreter = ['/usr/bin/python3', 'python3'].find(
  (python) => spawnSync(python, ['-c', `import ${Object.keys(packages).join()}`]).status === 0,
);

/** Begins the names of tests that can't run here; empty where they can. */
export const withoutPython =
  interpreter === undefined ? `skipped, wants ${Object.values(packages).join(', ')}: ` : '';

export interface Question {
  /** JSON-LD contexts by their addresses. */
  readonly contexts?: Readonly<Record<string, object>>;
  /** The issuer's document. */
  readonly did?: object;
  /** JWKs by the `kid` that leads to them. */
  readonly keys?: Readonly<Record<string, object>>;
}

/** A credential with its proof, a JWT, places in a list, a credential with its schema, a PNG in base64. */
type Asked =
  | readonly ['proof', object]
  | readonly ['jwt', string]
  | readonly ['bits', { readonly list: object; readonly places: readonly string[] }]
  | readonly ['schema', { readonly schema: object; readonly credential: object }]
  | readonly ['picture', string];

export interface Answer {
  readonly believed: boolean;
  /** Why not, in a word. */
  readonly reason?: string;
  /** N-Quads. */
  readonly canonical?: string;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly purpose?: string;
  readonly length?: number;
  readonly bits?: readonly number[];
  /** How many bits of the whole list. */
  readonly set?: number;
  readonly faults?: readonly string[];
  readonly size?: readonly number[];
  readonly mode?: string;
  readonly texts?: Readonly<Record<string, string>>;
}

/** What the verifier in Python answers to each, in their order; it is started once for all of them. */
export function askPython(known: Question, asked: readonly Asked[]): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      interpreter ?? 'python3',
      [program],
      { maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(stderr, { cause: error }));
        else resolve(JSON.parse(stdout) as Answer[]);
      },
    );
    child.stdin?.end(JSON.stringify({ ...known, asked }));
  });
}

/** How a certificate is checked with programs that are everybody’s: one text for a page and for a file within the PDF. */
export interface WithoutUs {
  readonly title: string;
  readonly lead: string;
  readonly steps: readonly Step[];
  readonly unproven: { readonly title: string; readonly points: readonly string[] };
}

interface Step {
  readonly title: string;
  readonly words: string;
  /** Bash, to be run in the order of the steps. */
  readonly commands?: string;
  readonly answers?: readonly Answer[];
}

interface Answer {
  /** What a program says. */
  readonly said: string;
  readonly means: string;
}

/**
 * Plain ASCII, as nobody knows what will open the file. The commands are run by test/certificates/without-us.spec.ts as they stand here.
 *
 * @param publicUrl an origin, such as `https://capstone.example`
 */
export function withoutUs(publicUrl: string): WithoutUs {
  return {
    title: 'Check a certificate without us',
    lead: 'You need a terminal with bash, curl, openssl 3, and pdfsig and pdfdetach of poppler-utils, on Linux or macOS. Put the PDF into an empty folder as certificate.pdf, open the terminal there, and paste one step after the other.',
    steps: [
      {
        title: '1. The academy',
        words:
          'Is this the address of the academy as you know it from elsewhere? Everything that follows rests on it. The file root.pem vouches for the keys that sign PDFs: keep it, and you can check them when the academy is gone.',
        commands: `academy=${publicUrl}\ncurl -fsSO "$academy/keys/root.pem"`,
      },
      {
        title: '2. The signature of the PDF',
        words:
          'The first program shows who signed and when; it does not know the academy, so what it says of the certificate of the signer does not matter. The last two lines do.',
        commands: pdfSignature,
        answers: [
          {
            said: 'CMS Verification successful, and Foreign bytes: 0',
            means: 'The academy made this PDF, and no byte was changed or added since. Go on.',
          },
          {
            said: 'CMS Verification failure, another number, or an error',
            means: 'It is not as the academy made it. Do not trust what it says, and stop here.',
          },
        ],
      },
      {
        title: '3. The files in the PDF',
        words:
          'The file certificate.json is what the certificate says, as data; where it has a time under validUntil, the certificate ends then. The file credential.jsonld says the same as an Open Badges 3.0 credential. The signature covers both.',
        commands: 'pdfdetach -saveall certificate.pdf\ncat certificate.json',
      },
      {
        title: '4. Whether it still stands',
        words:
          'The academy publishes a signed list with one bit for each certificate; nobody learns which bit you read. The functions check the signature of a JWT, with the key that it names at the academy.',
        commands: `${functions}\n\n${status}`,
        answers: [
          { said: 'Verified OK, and Bit: 0', means: 'It stands at this moment.' },
          {
            said: 'Verified OK, and Bit: 1',
            means:
              'Do not rely on it: it was revoked, suspended or replaced, its holder was erased, or it was signed with a stolen key. Its address says which.',
          },
          {
            said: 'Verification failure, or an error',
            means: 'That is not the list of the academy, so you do not know. Try again later.',
          },
        ],
      },
      {
        title: '5. The credential as a JWT',
        words:
          'The academy signs the same once more, with another key. The answer 403 means that the holder keeps something private: ask the holder for the file, and save it as certificate.jwt. Without a PDF do that, too, and paste the functions of step 4.',
        commands:
          'code=$(basename "$(member address < certificate.json)")\ncurl -fsS -o certificate.jwt "$academy/verify/$code.jwt"',
      },
      {
        title: '6. The signature of the JWT',
        words: 'What is shown is what was signed. Compare it with what you were told.',
        commands: 'check certificate.jwt\ncat certificate.jwt.json',
        answers: [
          { said: 'Verified OK', means: 'The academy signed it. Whether it still stands says step 4.' },
          {
            said: 'Verification failure',
            means: 'It was changed, or somebody else signed it. Do not trust it.',
          },
          {
            said: 'An error 404 for the key',
            means: 'The academy has no such key, or it was stolen. Do not trust it.',
          },
        ],
      },
      {
        title: '7. Another program',
        words: `Any verifier of Open Badges 3.0 takes credential.jsonld (with a proof eddsa-rdfc-2022), certificate.jwt or the badge. It finds the keys at ${publicUrl}/.well-known/did.json and the list by itself. If it says that the issuer is unknown, the academy is not on a list of that program; signature and status are answered apart from that. The proof was tried with PyLD and cryptography, the JWT with jwcrypto, the PDF with poppler, MuPDF and qpdf, all as Debian 12 has them.`,
      },
    ],
    unproven: {
      title: 'What this does not prove',
      points: [
        'That whoever shows you the certificate is its holder: compare the name.',
        'Who the academy is. No authority vouches for it, only its address does.',
        `That no key was stolen. A stolen key of JWTs is taken away; of those for PDFs ${publicUrl}/keys says which were.`,
        'When it was signed: that is what the clock of the academy said, unless the PDF has a time stamp by somebody else.',
        'What a badge shows: only the credential in the picture is signed.',
        'What becomes of it tomorrow: step 4 holds for the moment.',
      ],
    },
  };
}

/**
 * What pdfsig tells is only where the signature stands. All bytes around it are digested, also those that somebody added
 * behind the signed ranges, and in its place there must be nothing but a hexadecimal string, or objects could hide there.
 */
const pdfSignature = `pdfsig certificate.pdf
pdfsig -dump certificate.pdf
set -- $(pdfsig certificate.pdf | sed -n '/^ *- Signed Ranges/s/[^0-9]/ /gp')
head -c "$2" certificate.pdf > signed.bin
tail -c +$(($3 + 1)) certificate.pdf >> signed.bin
openssl cms -verify -binary -inform DER -in certificate.pdf.sig0 \\
  -content signed.bin -CAfile root.pem -purpose any -no_check_time \\
  -out signed.out
echo "Foreign bytes: $(tail -c +$(($2 + 1)) certificate.pdf |
  head -c $(($3 - $2)) | tr -d '<>0-9A-Fa-f' | wc -c)"`;

/** A JWK's numbers become an RSAPublicKey (RFC 8017, appendix A.1.1), which openssl takes. */
const functions = `member() { sed -n 's/.*"'"$1"'": *"\\([^"]*\\)".*/\\1/p'; }
decode() {
  text=$(tr -d '\\n' | tr '_-' '/+')
  case $((\${#text} % 4)) in 2) text=$text== ;; 3) text=$text= ;; esac
  printf %s "$text" | base64 -d
}
number() {
  printf %s "$1=INTEGER:0x"
  member "$1" < key.json | decode | od -An -v -tx1 | tr -d ' \\n'
  echo
}
check() {
  rm -f key.*
  cut -d. -f1,2 "$1" | tr -d '\\n' > signed.bin
  cut -d. -f2 "$1" | decode > "$1.json"
  cut -d. -f3 "$1" | decode > signature.bin
  key=$(basename "$(cut -d. -f1 "$1" | decode | member kid)")
  curl -fsS -o key.json "$academy/keys/$key" &&
  { echo asn1=SEQUENCE:key; echo '[key]'; number n; number e; } > key.txt &&
  openssl asn1parse -genconf key.txt -noout -out key.der &&
  openssl rsa -RSAPublicKey_in -inform DER -in key.der -pubout -out key.pem &&
  openssl dgst -sha256 -verify key.pem -signature signature.bin signed.bin
}`;

/** Bitstring Status List 1.0: the first bit is the leftmost; gzip, then base64url behind a letter u. */
const status = `list=$(member statusListCredential < credential.jsonld)
place=$(member statusListIndex < credential.jsonld)
curl -fsS -o list.jwt "$academy/status-lists/\${list##*/status-lists/}.jwt" &&
check list.jwt &&
byte=$(member encodedList < list.jwt.json | cut -c2- | decode | gunzip |
  tail -c +$((place / 8 + 1)) | head -c 1 | od -An -tu1) &&
echo "Bit: $((byte >> (7 - place % 8) & 1))"`;

/** As the file in a PDF: lines of 78 characters at most but for commands, which are set in by four spaces. */
export function withoutUsText(publicUrl: string): string {
  const { title, lead, steps, unproven } = withoutUs(publicUrl);
  const parts = steps.map(({ title: heading, words, commands, answers = [] }) =>
    [
      `${heading}\n\n${filled(words)}`,
      ...(commands === undefined ? [] : [commands.replace(/^(?=.)/gm, '    ')]),
      ...(answers.length === 0 ? [] : [listed(answers.map(({ said, means }) => `${said}: ${means}`))]),
    ].join('\n\n'),
  );
  const head = `${title}\n${'='.repeat(title.length)}\n\n${filled(lead)}`;
  return `${[head, ...parts, `${unproven.title}\n\n${listed(unproven.points)}`].join('\n\n\n')}\n`;
}

const listed = (points: readonly string[]) => points.map((point) => filled(`- ${point}`, '  ')).join('\n');

function filled(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= 78) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(indent + word);
  }
  return lines.join('\n');
}

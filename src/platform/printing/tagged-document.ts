import PDFDocument from 'pdfkit';
import { type FontKey, parsedFont } from './fonts.js';

export interface PdfFacts {
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly language: string;
  /** The creation date that is written, so that equal contents give equal bytes. */
  readonly createdAt: Date;
}

/** How its pages come: the first one at once unless `autoFirstPage` says no, each kept open with `bufferPages`. */
export interface PdfPages {
  /** A4 unless it is said. */
  readonly size?: 'A4' | 'LETTER';
  readonly layout: 'portrait' | 'landscape';
  readonly autoFirstPage?: boolean;
  readonly bufferPages?: boolean;
}

export interface EnclosedFile {
  /** A media type. */
  readonly type: string;
  readonly description: string;
  /** Whether the document was made from it, or it says more (AFRelationship; ISO 32000-2, table 43). */
  readonly relationship: 'Source' | 'Supplement';
}

/**
 * Pages that are an archive copy (PDF/A-3a, ISO 19005-3) and readable by machine voices (PDF/UA-1, ISO 14289-1).
 * PDFKit's own 'PDF/UA' subset excludes PDF/A, so its identifier is written here.
 */
export class TaggedDocument extends PDFDocument {
  private readonly known = new Set<FontKey>();
  private readonly createdAt: Date;

  constructor(facts: PdfFacts, pages: PdfPages) {
    super({
      size: 'A4',
      ...pages,
      margin: 0,
      // No default font: PDFKit's is not embedded.
      font: '',
      subset: 'PDF/A-3a',
      pdfVersion: '1.7',
      tagged: true,
      displayTitle: true,
      lang: facts.language,
      info: {
        Title: facts.title,
        Author: facts.author,
        Subject: facts.subject,
        Creator: 'Capstone',
        CreationDate: facts.createdAt,
      },
    });
    this.createdAt = facts.createdAt;
  }

  /** What is measured and drawn from now on is set in this font. */
  useFont(key: FontKey): void {
    if (!this.known.has(key)) {
      this.registerFont(key, parsedFont(key) as unknown as Uint8Array);
      this.known.add(key);
    }
    this.font(key);
  }

  /** A file within the file (ISO 19005-3, 6.8). */
  attach(name: string, text: string, about: EnclosedFile): void {
    const options = {
      name,
      ...about,
      creationDate: this.createdAt,
      modifiedDate: this.createdAt,
    };
    this.file(new TextEncoder().encode(text) as unknown as ArrayBuffer, options);
  }

  /** PDFKit copies the information dictionary into XML as it stands; by now the dictionary itself is written. */
  override endMetadata(): void {
    this.info = Object.fromEntries(
      Object.entries(this.info).map(([key, value]: [string, unknown]) => [
        key,
        typeof value === 'string' ? escapedForXml(value) : value,
      ]),
    );
    this.appendXML(universalAccessibility);
    super.endMetadata();
  }

  /** The whole file. PDFKit writes synchronously, so everything lies in the stream's buffer once it has ended. */
  finished(): Uint8Array<ArrayBuffer> {
    this.end();
    const bytes: unknown = this.read();
    if (!(bytes instanceof Uint8Array)) throw new Error('PDFKit gave no bytes.');
    return new Uint8Array(bytes);
  }
}

function escapedForXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** PDF/A wants every property that it doesn't know itself described in the file (ISO 19005-3, 6.6.2.3). */
const universalAccessibility = `
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
  <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas>
    <rdf:Bag>
      <rdf:li rdf:parseType="Resource">
        <pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
        <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
        <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
        <pdfaSchema:property>
          <rdf:Seq>
            <rdf:li rdf:parseType="Resource">
              <pdfaProperty:name>part</pdfaProperty:name>
              <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
              <pdfaProperty:category>internal</pdfaProperty:category>
              <pdfaProperty:description>The part of ISO 14289 that this file conforms to</pdfaProperty:description>
            </rdf:li>
          </rdf:Seq>
        </pdfaSchema:property>
      </rdf:li>
    </rdf:Bag>
  </pdfaExtension:schemas>
</rdf:Description>`;

/** What controllers return: a page to render or a place to go. `PagesAdapter` turns them into HTTP. */
export class View {
  constructor(
    /** Path below `views/` without its ending, e.g. `courses/cohort`. */
    readonly name: string,
    /** Plain values; the template is strict, so every name it reads must be here. */
    readonly model: object,
    readonly status: number,
  ) {}
}

/** An answer as it goes over the wire. */
export interface Whole {
  readonly head: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/**
 * A page that is the same for everybody: it knows neither who reads nor their session, and sets no cookie. Rendered
 * once, and compressed once, however often the same object is returned.
 */
export class PublicView extends View {
  html: Whole | null = null;
  /** The same in Brotli (RFC 7932). */
  brotli: Whole | null = null;

  constructor(
    name: string,
    model: object,
    status: number,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    super(name, model, status);
  }
}

export class Redirect {
  constructor(
    readonly path: string,
    /** One sentence for the next page to show, once. */
    readonly notice: string | null,
    readonly status: 303 | 308 = 303,
  ) {}
}

export const view = (name: string, model: object, status = 200) => new View(name, model, status);

export const publicView = (
  name: string,
  model: object,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
) => new PublicView(name, model, status, headers);

/** 303 See Other, so that a form's answer is fetched with GET (RFC 9110, 15.4.4) and Turbo follows it. */
export const redirect = (path: string, notice: string | null = null) => new Redirect(path, notice);

/** 308 Permanent Redirect, to the one address under which a thing is known. */
export const movedTo = (path: string) => new Redirect(path, null, 308);

import { applyDecorators, Header } from '@nestjs/common';

/**
 * For a route whose answer is an SVG document as a string. It is looked at as an image; opened by itself it is a document,
 * and may then do nothing but have the colours that stand in it.
 */
export const SvgImage = () =>
  applyDecorators(
    Header('content-type', 'image/svg+xml; charset=utf-8'),
    Header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    Header('x-content-type-options', 'nosniff'),
    Header('cache-control', 'private, no-store'),
  );

/** A view, compiled when the page's scripts are built (views/view-templates.ts). */
declare module '*.hbs' {
  export default function render(
    model: object,
    options: { helpers: Record<string, (argument: string) => unknown> },
  ): string;
}

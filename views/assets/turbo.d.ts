/** The part of Turbo 8 that Capstone uses; the package ships no types. */
declare module '@hotwired/turbo' {
  export const config: {
    drive: { progressBarDelay: number };
    forms: {
      submitter: 'disabled' | 'aria-disabled';
      /** Asked before a form with `data-turbo-confirm` is sent; without it, Turbo asks with the browser's dialogue. */
      confirm?: (message: string, form: HTMLFormElement, submitter: HTMLElement | null) => Promise<boolean>;
    };
  };
  export const cache: {
    /** Forgets every kept page, so that nobody comes back to one by the Back button. */
    clear(): void;
    exemptPageFromCache(): void;
  };
  export function visit(location: string, options?: { action?: 'advance' | 'replace' }): void;
}

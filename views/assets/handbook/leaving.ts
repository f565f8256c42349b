/** Asks before the tab is closed or another page is opened, only while something is not saved. */
export class Leaving {
  constructor(private readonly unsaved: () => boolean) {
    window.addEventListener('beforeunload', this.onUnload);
    document.addEventListener('turbo:before-visit', this.onVisit);
  }

  destroy(): void {
    window.removeEventListener('beforeunload', this.onUnload);
    document.removeEventListener('turbo:before-visit', this.onVisit);
  }

  private readonly onUnload = (event: BeforeUnloadEvent): void => {
    if (this.unsaved()) event.preventDefault();
  };

  private readonly onVisit = (event: Event): void => {
    if (
      this.unsaved() &&
      !window.confirm('Not everything you wrote is saved yet. Leave this page all the same?')
    ) {
      event.preventDefault();
    }
  };
}

/**
 * Asks before the tab is closed or another page is opened, only while something would be lost by that.
 *
 * @param lost true while something is neither on the server nor kept on this device
 * @param unsent true while something is not on the server: a sign-out, which removes what the device keeps, asks then
 */
export class Leaving {
  constructor(
    private readonly lost: () => boolean,
    private readonly unsent: () => boolean = () => false,
  ) {
    window.addEventListener('beforeunload', this.onUnload);
    document.addEventListener('turbo:before-visit', this.onVisit);
    document.addEventListener('capstone:before-back', this.onVisit);
    document.addEventListener('capstone:sign-out', this.onSignOut);
  }

  destroy(): void {
    window.removeEventListener('beforeunload', this.onUnload);
    document.removeEventListener('turbo:before-visit', this.onVisit);
    document.removeEventListener('capstone:before-back', this.onVisit);
    document.removeEventListener('capstone:sign-out', this.onSignOut);
  }

  private readonly onUnload = (event: BeforeUnloadEvent): void => {
    if (this.lost()) event.preventDefault();
  };

  private readonly onVisit = (event: Event): void => {
    if (
      this.lost() &&
      !window.confirm('Not everything you wrote is saved yet. Leave this page all the same?')
    ) {
      event.preventDefault();
    }
  };

  private readonly onSignOut = (event: Event): void => {
    if (this.unsent()) event.preventDefault();
  };
}

/** The address of the page as a signal: views change without loading the page again. */
import { signal } from '@preact/signals';

export const path = signal(location.pathname);

addEventListener('popstate', () => (path.value = location.pathname));

/** Goes to another address of this page; what is selected in the old one stays behind. */
export function go(to: string): void {
    if (to === path.peek()) return;
    history.pushState(null, '', to);
    path.value = to;
}

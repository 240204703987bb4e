/** Whose phone this is and which visit is open on it. */
import { effect, signal } from '@preact/signals';

const asked = new URLSearchParams(location.search).get('crew') ?? '';

export const crewId = signal(asked);
export const openVisit = signal('');

effect(() => {
    const query = crewId.value ? `?crew=${encodeURIComponent(crewId.value)}` : location.search;
    if (query !== location.search) history.replaceState(null, '', location.pathname + query);
});

/** What is selected lives in the address, so a link or a second screen shows the same thing. */
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';

export type Noun = 'job' | 'crew' | 'zone' | 'gate';

export interface Selection {
    noun: Noun;
    id: string;
}

function read(): Selection | null {
    const match = /^#(job|crew|zone|gate)\/([0-9a-z-]+)$/i.exec(location.hash);
    return match ? { noun: match[1] as Noun, id: match[2]! } : null;
}

export const selection = signal<Selection | null>(read());

addEventListener('hashchange', () => (selection.value = read()));

effect(() => {
    const hash = selection.value ? `#${selection.value.noun}/${selection.value.id}` : '';
    if (hash === location.hash) return;
    history.replaceState(null, '', hash || location.pathname + location.search);
});

export const select = (noun: Noun, id: string): void => {
    selection.value = { noun, id };
};

const selectedOf = new Map<string, ReadonlySignal<boolean>>();

/** Whether this is selected; only what changes by a selection is redrawn. */
export function isSelected(noun: Noun, id: string): boolean {
    const key = `${noun}/${id}`;
    let selected = selectedOf.get(key);
    if (!selected) {
        selected = computed(() => selection.value?.noun === noun && selection.value.id === id);
        selectedOf.set(key, selected);
    }
    return selected.value;
}

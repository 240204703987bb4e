/** Light, dark, or as the machine is set. */
import { computed, effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'light' | 'dark';

const stored = localStorage.getItem('theme');
const system = matchMedia('(prefers-color-scheme: dark)');
const systemDark = signal(system.matches);
system.addEventListener('change', (change) => (systemDark.value = change.matches));

export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'auto');
export const isDark = computed(() =>
    theme.value === 'auto' ? systemDark.value : theme.value === 'dark',
);

effect(() => {
    document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
});

export function toggleTheme(): void {
    theme.value = isDark.peek() ? 'light' : 'dark';
    localStorage.setItem('theme', theme.peek());
}

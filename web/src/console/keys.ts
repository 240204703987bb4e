/** Single keys of the console. They do nothing while somebody types or a dialog is open. */
import { mayAct } from '../rights';
import { selection, select } from '../state/select';
import { undo } from './Decide';
import { alarmsOpen, choosingCrew, filter, filters, helpOpen, intakeOpen, queue } from './view';

const typing = 'input, textarea, select, [contenteditable], [role="listbox"]';

function step(by: number): void {
    const rows = queue.peek();
    if (rows.length === 0) return;
    const chosen = selection.peek();
    const at = rows.findIndex((job) => chosen?.noun === 'job' && job.id === chosen.id);
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    const job = rows[Math.max(0, Math.min(rows.length - 1, next))]!;
    select('job', job.id);
    requestAnimationFrame(() =>
        document.getElementById(`queue-${job.id}`)?.scrollIntoView({ block: 'nearest' }),
    );
}

function choose(): void {
    const chosen = selection.peek();
    if (chosen?.noun === 'job') choosingCrew.value = chosen.id;
}

const actions: Record<string, () => void> = {
    '/': () => document.getElementById('search')?.focus(),
    '?': () => (helpOpen.value = true),
    n: () => (intakeOpen.value = mayAct('call')),
    a: choose,
    b: () => (alarmsOpen.value = !alarmsOpen.value),
    u: () => void undo(),
    j: () => step(1),
    k: () => step(-1),
};
filters.forEach((name, index) => (actions[String(index + 1)] = () => (filter.value = name)));

function press(event: KeyboardEvent): void {
    const target = event.target as Element;
    if (event.key === 'Escape' && !event.defaultPrevented) {
        if (helpOpen.peek()) helpOpen.value = false;
        else if (target.matches(typing)) (target as HTMLElement).blur();
        else if (alarmsOpen.peek()) alarmsOpen.value = false;
        else if (choosingCrew.peek()) choosingCrew.value = null;
        else if (selection.peek()) selection.value = null;
        else if (intakeOpen.peek()) intakeOpen.value = false;
        return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || target.matches(typing)) return;
    if (helpOpen.peek()) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
}

export function listenKeys(): () => void {
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
}

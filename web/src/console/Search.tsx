import { useComputed, useSignal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { say, t } from '../i18n';
import { crews, gates, jobs, zones } from '../state/city';
import { select, type Noun } from '../state/select';
import { Icon } from '../ui/Icon';

interface Hit {
    noun: Noun;
    id: string;
    title: string;
    detail: string;
}

const limit = 8;

function find(text: string): Hit[] {
    const wanted = text.trim().toLowerCase();
    if (!wanted) return [];
    const hits: Hit[] = [];
    const offer = (noun: Noun, id: string, title: string, detail: string, more = '') => {
        if (`${title} ${detail} ${more}`.toLowerCase().includes(wanted))
            hits.push({ noun, id, title, detail });
    };
    for (const job of jobs.all.value)
        offer('job', job.id, job.number, say(job.title), job.place.address ?? '');
    for (const crew of crews.all.value)
        offer('crew', crew.id, say(crew.name), t('noun.crew'), (crew.skills ?? []).join(' '));
    for (const zone of zones.all.value) offer('zone', zone.id, say(zone.name), t('noun.zone'));
    for (const gate of gates.all.value) offer('gate', gate.id, say(gate.name), t('noun.gate'));
    return hits.slice(0, limit);
}

/** A combobox over what the console already knows: numbers, names, addresses, skills. */
export function Search() {
    const text = useSignal('');
    const active = useSignal(0);
    const hits = useComputed(() => find(text.value));
    const listId = useId();

    function choose(hit: Hit | undefined) {
        if (!hit) return;
        select(hit.noun, hit.id);
        text.value = '';
        document.getElementById('search')?.blur();
    }

    function press(event: KeyboardEvent) {
        const last = hits.value.length - 1;
        if (event.key === 'ArrowDown') active.value = Math.min(last, active.value + 1);
        else if (event.key === 'ArrowUp') active.value = Math.max(0, active.value - 1);
        else if (event.key === 'Enter') choose(hits.value[active.value]);
        else if (event.key === 'Escape' && text.value) text.value = '';
        else return;
        event.preventDefault();
    }

    const open = hits.value.length > 0;
    return (
        <div class="search">
            <Icon name="search" />
            <input
                id="search"
                type="text"
                role="combobox"
                aria-label={t('search.label')}
                aria-expanded={open}
                aria-controls={listId}
                aria-activedescendant={open ? `${listId}-${active.value}` : undefined}
                placeholder={t('search.hint')}
                autocomplete="off"
                value={text.value}
                onInput={(event) => {
                    text.value = event.currentTarget.value;
                    active.value = 0;
                }}
                onKeyDown={press}
            />
            <kbd>/</kbd>
            <ul class="search-hits" id={listId} role="listbox" aria-label={t('search.label')} hidden={!open}>
                {hits.value.map((hit, index) => (
                    <li
                        key={`${hit.noun}${hit.id}`}
                        id={`${listId}-${index}`}
                        role="option"
                        aria-selected={index === active.value}
                        onMouseDown={() => choose(hit)}
                    >
                        <b>{hit.title}</b>
                        <span>{hit.detail}</span>
                    </li>
                ))}
            </ul>
        </div>
    );
}

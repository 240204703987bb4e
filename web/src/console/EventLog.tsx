import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { t, word } from '../i18n';
import { stateName } from '../machine';
import { secondsText } from '../time';
import type { LogEvent } from '../types';
import { Section } from '../ui/Facts';

/** What happened to one thing, newest first. `moved` changes when there is more to read. */
export function EventLog({ noun, id, moved }: { noun: string; id: string; moved?: number }) {
    const rows = useSignal<LogEvent[]>([]);
    useEffect(() => {
        api.eventList({ noun, noun_id: id, limit: 100 }).then(
            (page) => (rows.value = [...page.items].reverse()),
            () => (rows.value = []),
        );
    }, [noun, id, moved]);

    if (rows.value.length === 0) return null;
    return (
        <Section title={t('log.title')}>
            <ol class="log">
                {rows.value.map((event) => (
                    <li key={event.seq}>
                        <time dateTime={event.at}>{secondsText(event.at)}</time>
                        <span>{eventText(event)}</span>
                        <span class="muted">{event.actor?.name ?? ''}</span>
                    </li>
                ))}
            </ol>
        </Section>
    );
}

function eventText(event: LogEvent): string {
    const to = event.data?.to ?? event.data?.state;
    const what = word('event', event.type);
    return typeof to === 'string' ? `${what}: ${stateName(to)}` : what;
}

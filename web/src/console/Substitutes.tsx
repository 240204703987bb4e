import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { listed, say, t } from '../i18n';
import { mayCall } from '../rights';
import { crews, term } from '../state/city';
import type { Crew, Substitute } from '../types';
import { Section } from '../ui/Facts';
import { attempt } from '../ui/notice';

interface Missing {
    id: string;
    name: string;
}

/** Who of the crew cannot work, and who could take the round over: best first, one press. */
export function Substitutes({ crew }: { crew: Crew }) {
    const missing = useSignal<Missing[]>([]);
    useEffect(() => {
        void Promise.all(
            (crew.members ?? []).map((id) => api.personGet({ id }).catch(() => null)),
        ).then((people) => {
            missing.value = people
                .filter((person) => person && person.status !== 'available')
                .map((person) => ({ id: person!.id, name: person!.label ?? say(person!.name) }));
        });
    }, [crew.id, crew.rev]);
    if (!mayCall('crew.substitute') || missing.value.length === 0) return null;
    return (
        <Section title={t('substitute.title')}>
            {missing.value.map((person) => (
                <Candidates key={person.id} crew={crew} missing={person} />
            ))}
        </Section>
    );
}

function Candidates({ crew, missing }: { crew: Crew; missing: Missing }) {
    const found = useSignal<Substitute[] | null>(null);
    useEffect(() => {
        void attempt(
            async () =>
                (found.value = (
                    await api.crewSubstitutes({ id: crew.id, person: missing.id })
                ).items),
        );
    }, [crew.id, crew.rev, missing.id]);
    return (
        <>
            <h4>{t('substitute.for', { name: missing.name })}</h4>
            {found.value?.length === 0 && <p>{t('substitute.none')}</p>}
            <ol class="offers">
                {(found.value ?? []).slice(0, 8).map((person) => (
                    <li key={person.person} class="offer">
                        <b>{person.label ?? say(person.name)}</b>
                        <span class="muted">{remarks(person)}</span>
                        <button
                            type="button"
                            onClick={() =>
                                void attempt(async () => {
                                    crews.put(
                                        await api.crewSubstitute(
                                            { id: crew.id, out: missing.id, in: person.person },
                                            { ifMatch: crew.rev },
                                        ),
                                    );
                                }, t('substitute.done'))
                            }
                        >
                            {t('substitute.take')}
                        </button>
                    </li>
                ))}
            </ol>
        </>
    );
}

function remarks(person: Substitute): string {
    const parts = [
        person.lacks.length
            ? t('substitute.lacks', { what: listed(person.lacks.map((word) => term('skills', word))) })
            : t('substitute.qualified'),
    ];
    if (person.on_other_shift) parts.push(t('substitute.busy'));
    if (person.rested_h < 11) parts.push(t('substitute.rested', { hours: person.rested_h }));
    parts.push(t(person.consents ? 'substitute.consents' : 'substitute.ask'));
    parts.push(t(person.same_side ? 'substitute.inside' : 'substitute.outside'));
    return parts.join(' · ');
}

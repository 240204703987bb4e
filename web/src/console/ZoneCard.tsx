import { useSignal } from '@preact/signals';
import { api } from '../api';
import { heading, listed, say, t, word } from '../i18n';
import { stateName } from '../machine';
import { mayAct } from '../rights';
import { gates, jobs, levelOf, policyOf, term, zones } from '../state/city';
import { select } from '../state/select';
import { isOpen, jobLook } from '../status';
import { whenText } from '../time';
import type { Zone } from '../types';
import { Facts, Section } from '../ui/Facts';
import { LevelTag } from '../ui/LevelTag';
import { attempt } from '../ui/notice';
import { Shape } from '../ui/Shape';
import { EventLog } from './EventLog';

export function ZoneCard({ zone }: { zone: Zone }) {
    const level = levelOf(zone.policy, zone.level);
    const protection = listed(
        (level?.protection ?? []).map((part) => `${term('items', part.item)} × ${part.per_person ?? 1}`),
    );
    return (
        <>
            <header class="drawer-head">
                <p class="number">{t('noun.zone')}</p>
                <h2>{say(zone.name)}</h2>
                <p class="tags">
                    {zone.state === 'active' ? (
                        <LevelTag zone={zone} />
                    ) : (
                        <span class="level">{t('zone.lifted')}</span>
                    )}
                </p>
            </header>
            {mayAct('zone') && <ZoneActions zone={zone} />}
            <Section title={t('job.rules')}>
                <Facts
                    rows={[
                        [t('zone.policy'), say(policyOf(zone.policy)?.title) || zone.policy],
                        [t('zone.residents'), say(level?.residents)],
                        [t('zone.handover'), word('handover', level?.handover)],
                        [t('need.protection'), protection],
                        [
                            t('zone.donning'),
                            level?.donning_min ? t('span.minutes', { minutes: level.donning_min }) : '',
                        ],
                        [
                            t('zone.disinfection'),
                            level?.disinfection_min
                                ? t('span.minutes', { minutes: level.disinfection_min })
                                : '',
                        ],
                        [t('zone.from'), whenText(zone.from)],
                        [t('zone.until'), zone.until ? whenText(zone.until) : ''],
                    ]}
                />
            </Section>
            <Gates zone={zone} />
            <JobsInside zone={zone} />
            <EventLog noun="zone" id={zone.id} moved={zone.rev} />
        </>
    );
}

function ZoneActions({ zone }: { zone: Zone }) {
    const levels = policyOf(zone.policy)?.levels ?? [];
    const level = useSignal(zone.level);
    const options = { ifMatch: zone.rev };
    const seal = async () =>
        zones.put(await api.zoneSeal({ id: zone.id, level: level.value }, options));
    const lift = async () => zones.put(await api.zoneLift({ id: zone.id }, options));
    return (
        <div class="actions">
            <div class="action-row">
                <label class="inline-field">
                    <span>{t('zone.level')}</span>
                    <select
                        value={level.value}
                        onChange={(event) => (level.value = event.currentTarget.value)}
                    >
                        {levels.map((one) => (
                            <option key={one.id} value={one.id}>
                                {say(one.name)}
                            </option>
                        ))}
                    </select>
                </label>
                <button
                    type="button"
                    class="action forward"
                    onClick={() => void attempt(seal, t('zone.sealed_now'))}
                >
                    {zone.state === 'active' ? t('zone.set_level') : t('zone.seal')}
                </button>
                {zone.state === 'active' && (
                    <button
                        type="button"
                        class="action"
                        onClick={() => void attempt(lift, t('zone.lifted_now'))}
                    >
                        {t('zone.lift')}
                    </button>
                )}
            </div>
        </div>
    );
}

function Gates({ zone }: { zone: Zone }) {
    const own = gates.all.value.filter((gate) => gate.zone === zone.id);
    if (own.length === 0) return null;
    return (
        <Section title={t('zone.gates')}>
            <ul class="visit-list">
                {own.map((gate) => (
                    <li key={gate.id}>
                        <button type="button" onClick={() => select('gate', gate.id)}>
                            <Shape look="gate" />
                            <span>{say(gate.name)}</span>
                            <span class="muted">{word('gate_state', gate.state)}</span>
                        </button>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

function JobsInside({ zone }: { zone: Zone }) {
    const inside = jobs.all.value.filter((job) => job.zone?.id === zone.id && isOpen(job.state));
    if (inside.length === 0) return null;
    return (
        <Section title={t('zone.jobs')}>
            <ul class="visit-list">
                {inside.map((job) => (
                    <li key={job.id}>
                        <button type="button" onClick={() => select('job', job.id)}>
                            <Shape look={jobLook(job.state)} />
                            <span>{heading(job.title)}</span>
                            <span class="muted">{stateName(job.state)}</span>
                        </button>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

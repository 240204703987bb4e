import { api } from '../api';
import { placeText } from '../geo';
import { listed, say, t, word } from '../i18n';
import { mayAct } from '../rights';
import { gates, zones } from '../state/city';
import { select } from '../state/select';
import { spanText } from '../time';
import type { Gate } from '../types';
import { Facts, Section } from '../ui/Facts';
import { attempt } from '../ui/notice';
import { EventLog } from './EventLog';

export function GateCard({ gate }: { gate: Gate }) {
    const zone = zones.at(gate.zone).value;
    const hours = listed(gate.hours.map((open) => `${open.from}–${open.until}`));
    const other = gate.state === 'open' ? 'closed' : 'open';
    const change = () =>
        attempt(async () => {
            const call = { id: gate.id, state: other } as const;
            gates.put(await api.gateUpdate(call, { ifMatch: gate.rev }));
        }, t('gate.changed'));
    return (
        <>
            <header class="drawer-head">
                <p class="number">{t('noun.gate')}</p>
                <h2>{say(gate.name)}</h2>
                <p class="tags">
                    <span class="state-tag">{word('gate_state', gate.state)}</span>
                </p>
            </header>
            {mayAct('zone') && (
                <div class="actions">
                    <div class="action-row">
                        <button type="button" class="action" onClick={() => void change()}>
                            {t(`gate.make_${other}`)}
                        </button>
                    </div>
                </div>
            )}
            <Section title={t('gate.facts')}>
                <Facts
                    rows={[
                        [
                            t('noun.zone'),
                            zone && (
                                <button
                                    class="link"
                                    type="button"
                                    onClick={() => select('zone', zone.id)}
                                >
                                    {say(zone.name)}
                                </button>
                            ),
                        ],
                        [t('gate.hours'), hours || t('gate.always')],
                        [t('gate.delay'), gate.delay_s ? spanText(gate.delay_s * 1000) : ''],
                        [t('gate.direction'), word('direction', gate.direction)],
                        [t('request.position'), placeText(gate.place)],
                    ]}
                />
            </Section>
            <EventLog noun="gate" id={gate.id} moved={gate.rev} />
        </>
    );
}

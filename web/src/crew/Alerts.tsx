import { api } from '../api';
import { t, word } from '../i18n';
import { alarms, crews } from '../state/city';
import { clockText } from '../time';
import type { Alarm } from '../types';
import { attempt } from '../ui/notice';

/** What the crew is told now: it answers by its work, by saying that it is well, or by having seen it. */
export function Alerts({ crew }: { crew: string }) {
    const open = alarms.all.value.filter(
        (alarm) =>
            alarm.open &&
            alarm.crew === crew &&
            !alarm.acknowledged_at &&
            alarm.told?.some((one) => one.to === 'crew'),
    );
    if (open.length === 0) return null;
    return (
        <section class="alerts" role="alert" aria-label={t('alarm.title')}>
            {open.map((alarm) => (
                <div key={alarm.id} class={`alarm alarm-${alarm.severity}`}>
                    <b>{word('crew_alert', alarm.kind)}</b> <time>{clockText(alarm.raised_at)}</time>
                    <button type="button" class="primary" onClick={() => void answer(alarm, crew)}>
                        {t(alarm.kind === 'check_in' ? 'crew.well' : 'alarm.acknowledge')}
                    </button>
                </div>
            ))}
        </section>
    );
}

const answer = (alarm: Alarm, crew: string) =>
    attempt(async () => {
        if (alarm.kind === 'check_in') {
            crews.put(await api.crewCheckIn({ id: crew }));
            alarms.put(await api.alarmGet({ id: alarm.id }));
        } else {
            alarms.put(await api.alarmAcknowledge({ id: alarm.id }));
        }
    });

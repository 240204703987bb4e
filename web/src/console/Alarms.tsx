import { useSignal } from '@preact/signals';
import { api } from '../api';
import { listed, say, t, word } from '../i18n';
import { mayCall } from '../rights';
import { go } from '../route';
import { alarms } from '../state/city';
import { select } from '../state/select';
import { clockText } from '../time';
import type { Alarm } from '../types';
import { Icon } from '../ui/Icon';
import { attempt } from '../ui/notice';
import { alarmsOpen } from './view';

const rank = (alarm: Alarm) =>
    (alarm.acknowledged_at ? 2 : 0) + (alarm.severity === 'urgent' ? 0 : 1);

/** The bell: how many alarms nobody has acknowledged; and the list of those that are open. */
export function Alarms() {
    const open = alarms.all.value
        .filter((alarm) => alarm.open)
        .sort((a, b) => rank(a) - rank(b) || Date.parse(a.raised_at) - Date.parse(b.raised_at));
    const fresh = open.filter((alarm) => !alarm.acknowledged_at).length;
    return (
        <div class="alarms">
            <button
                type="button"
                class={`quiet icon-button bell${fresh ? ' bell-rings' : ''}`}
                aria-expanded={alarmsOpen.value}
                aria-controls="alarm-list"
                onClick={() => (alarmsOpen.value = !alarmsOpen.value)}
            >
                <Icon name="bell" />
                <b aria-hidden="true">{fresh || ''}</b>
                <span class="hidden">{t('alarm.bell', { n: fresh })}</span>
            </button>
            <span class="hidden" role="alert">
                {fresh > 0 ? say(open[0]!.text) : ''}
            </span>
            {alarmsOpen.value && (
                <section class="alarm-list" id="alarm-list" aria-label={t('alarm.title')}>
                    <h2>{t('alarm.title')}</h2>
                    {open.length === 0 && <p class="muted">{t('alarm.none')}</p>}
                    <ul>
                        {open.map((alarm) => (
                            <AlarmRow key={alarm.id} alarm={alarm} />
                        ))}
                    </ul>
                </section>
            )}
        </div>
    );
}

function AlarmRow({ alarm }: { alarm: Alarm }) {
    const busy = useSignal(false);
    const show = () => {
        if (alarm.job) select('job', alarm.job);
        else if (alarm.crew) select('crew', alarm.crew);
        else if (alarm.noun === 'manifest') go(`/office/custody/${alarm.about}`);
        else if (alarm.noun === 'duty')
            void attempt(async () => go(`/office/rosters/${(await api.dutyGet({ id: alarm.about })).roster}`));
    };
    return (
        <li class={`alarm alarm-${alarm.severity}${alarm.acknowledged_at ? ' alarm-known' : ''}`}>
            <button type="button" class="link" onClick={show}>
                {say(alarm.text)}
            </button>
            <span class="muted">{clockText(alarm.raised_at)}</span>
            {alarm.told && (
                <span class="muted">
                    {t('alarm.told', {
                        who: listed(
                            alarm.told.map((one) => `${word('told', one.to)} ${clockText(one.at)}`),
                        ),
                    })}
                </span>
            )}
            {alarm.acknowledged_at ? (
                <span class="muted">{t('alarm.known', { by: alarm.acknowledged_by ?? '' })}</span>
            ) : (
                mayCall('alarm.acknowledge') && (
                    <button
                        type="button"
                        disabled={busy.value}
                        onClick={() => {
                            busy.value = true;
                            void attempt(async () =>
                                alarms.put(await api.alarmAcknowledge({ id: alarm.id })),
                            ).then(() => (busy.value = false));
                        }}
                    >
                        {t('alarm.acknowledge')}
                    </button>
                )
            )}
        </li>
    );
}

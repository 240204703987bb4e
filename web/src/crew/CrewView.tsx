import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api, session } from '../api';
import { say, t } from '../i18n';
import { alarms, clock, crews, gates, jobs, loadCatalog, loadClock, loadPlan, visitsOfCrew } from '../state/city';
import { connect, disconnect, link } from '../state/live';
import { clockText, now } from '../time';
import { attempt, NoticeBar } from '../ui/notice';
import { Logo } from '../ui/SignIn';
import { PhoneFoot } from '../ui/PhoneFoot';
import { Alerts } from './Alerts';
import { VisitScreen } from './VisitScreen';
import { VisitList } from './VisitList';
import { crewId, openVisit } from './view';

/** What a crew carries: today's visits, and one visit at a time with its next step. */
export function CrewView() {
    useEffect(() => {
        void attempt(load);
        connect();
        return disconnect;
    }, []);

    const crew = crews.at(crewId.value).value;
    const visits = visitsOfCrew.value.get(crewId.value) ?? [];
    const visit = visits.find((one) => one.id === openVisit.value);
    return (
        <div class="crew-view">
            <header class="crew-head">
                <Logo />
                <h1>{crew ? say(crew.name) : t('app.name')}</h1>
                <span class={`link-state link-${link.value}`} role="status">
                    <i aria-hidden="true" />
                    {t(`link.${link.value}`)}
                </span>
                <time class="clock">{clock.value ? clockText(now.value) : ''}</time>
            </header>
            <main>
                {crew && <Alerts crew={crew.id} />}
                {!crew ? (
                    <CrewPicker />
                ) : visit ? (
                    <VisitScreen key={visit.id} visit={visit} job={jobs.at(visit.job).value} />
                ) : (
                    <VisitList crew={crew} visits={visits} />
                )}
            </main>
            <PhoneFoot />
            <NoticeBar />
        </div>
    );
}

async function load(): Promise<void> {
    await loadClock();
    const own = session.peek()?.user.crew;
    if (own) {
        crewId.value = own;
        crews.put(await api.crewGet({ id: own }));
    } else {
        await crews.load();
    }
    await Promise.all([loadPlan(), jobs.load(), gates.load(), alarms.load(), loadCatalog()]);
}

/** A dispatcher who looks over a crew's shoulder chooses which. */
function CrewPicker() {
    const chosen = useSignal('');
    const all = [...crews.all.value].sort((a, b) => say(a.name).localeCompare(say(b.name)));
    return (
        <form
            class="crew-picker"
            onSubmit={(event) => {
                event.preventDefault();
                crewId.value = chosen.value;
            }}
        >
            <label class="field">
                <span>{t('crew.choose')}</span>
                <select
                    required
                    value={chosen.value}
                    onChange={(event) => (chosen.value = event.currentTarget.value)}
                >
                    <option value="" />
                    {all.map((crew) => (
                        <option key={crew.id} value={crew.id}>
                            {say(crew.name)}
                        </option>
                    ))}
                </select>
            </label>
            <button class="main-button" type="submit">
                {t('crew.open')}
            </button>
        </form>
    );
}

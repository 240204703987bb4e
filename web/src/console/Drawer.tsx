import { t } from '../i18n';
import { crews, gates, jobs, zones } from '../state/city';
import { selection } from '../state/select';
import { Icon } from '../ui/Icon';
import { CrewCard } from './CrewCard';
import { GateCard } from './GateCard';
import { JobCard } from './JobCard';
import { ZoneCard } from './ZoneCard';

/** Everything about one thing: facts, rules, history, and what may be done with it. */
export function Drawer() {
    const chosen = selection.value!;
    return (
        <aside class="drawer pane" aria-label={t('drawer.title')}>
            <button
                type="button"
                class="quiet icon-button drawer-close"
                title={t('action.close')}
                onClick={() => (selection.value = null)}
            >
                <Icon name="close" />
                <span class="hidden">{t('action.close')}</span>
            </button>
            <Chosen noun={chosen.noun} id={chosen.id} key={chosen.id} />
        </aside>
    );
}

function Chosen({ noun, id }: { noun: string; id: string }) {
    if (noun === 'job') {
        const job = jobs.at(id).value;
        return job ? <JobCard job={job} /> : <Missing />;
    }
    if (noun === 'crew') {
        const crew = crews.at(id).value;
        return crew ? <CrewCard crew={crew} /> : <Missing />;
    }
    if (noun === 'zone') {
        const zone = zones.at(id).value;
        return zone ? <ZoneCard zone={zone} /> : <Missing />;
    }
    const gate = gates.at(id).value;
    return gate ? <GateCard gate={gate} /> : <Missing />;
}

const Missing = () => <p class="empty">{t('drawer.missing')}</p>;

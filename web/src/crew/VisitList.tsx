import { heading, say, t, word } from '../i18n';
import { stateName } from '../machine';
import { jobs } from '../state/city';
import { crewLook, isOpen, visitLook } from '../status';
import { clockText } from '../time';
import type { Crew, Visit } from '../types';
import { LevelTag } from '../ui/LevelTag';
import { StateTag } from '../ui/Shape';
import { openVisit } from './view';

/** What is still to do first, the next on top; what is over below. */
export function VisitList({ crew, visits }: { crew: Crew; visits: Visit[] }) {
    const known = visits.filter((visit) => visit.state !== 'cancelled');
    const shown = [
        ...known.filter((visit) => isOpen(visit.state)),
        ...known.filter((visit) => !isOpen(visit.state)),
    ];
    return (
        <>
            <p class="crew-state">
                <StateTag look={crewLook(crew.state)}>{word('crew_state', crew.state)}</StateTag>
                {crew.shift && (
                    <span class="muted">
                        {t('crew.shift')} {clockText(crew.shift.from)} – {clockText(crew.shift.until)}
                    </span>
                )}
            </p>
            <h2>{t('crew.today')}</h2>
            {shown.length === 0 && <p class="empty">{t('crew.no_visits')}</p>}
            <ol class="crew-visits" aria-live="polite">
                {shown.map((visit) => {
                    const job = jobs.at(visit.job).value;
                    return (
                        <li key={visit.id}>
                            <button type="button" onClick={() => (openVisit.value = visit.id)}>
                                <time>{clockText(visit.arrive_at)}</time>
                                <span class="crew-visit-text">
                                    <b>{heading(job?.title)}</b>
                                    <span>{job?.place.address ?? job?.number ?? ''}</span>
                                    {visit.cause && isOpen(visit.state) && (
                                        <span>{say(visit.cause.text)}</span>
                                    )}
                                    <span class="tags">
                                        <StateTag look={visitLook(visit.state)}>
                                            {stateName(visit.state)}
                                        </StateTag>
                                        <LevelTag zone={job?.zone} />
                                    </span>
                                </span>
                            </button>
                        </li>
                    );
                })}
            </ol>
        </>
    );
}

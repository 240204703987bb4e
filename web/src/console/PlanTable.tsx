import { say, t } from '../i18n';
import { stateName } from '../machine';
import { jobs, visitsOfCrew } from '../state/city';
import { select } from '../state/select';
import { visitLook } from '../status';
import { whenText } from '../time';
import type { Crew } from '../types';
import { StateTag } from '../ui/Shape';

/** The plan as rows and words: what the timeline draws. */
export function PlanTable({ rows }: { rows: Crew[] }) {
    return (
        <div class="table-scroll" tabIndex={0} role="region" aria-label={t('timeline.title')}>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t('noun.crew')}</th>
                        <th scope="col">{t('noun.job')}</th>
                        <th scope="col">{t('job.state')}</th>
                        <th scope="col">{t('visit.depart')}</th>
                        <th scope="col">{t('visit.arrive')}</th>
                        <th scope="col">{t('visit.start')}</th>
                        <th scope="col">{t('visit.end')}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.flatMap((crew) =>
                        (visitsOfCrew.value.get(crew.id) ?? []).map((visit) => {
                            const job = jobs.at(visit.job).value;
                            return (
                                <tr key={visit.id}>
                                    <th scope="row">{say(crew.name)}</th>
                                    <td>
                                        <button
                                            class="link"
                                            type="button"
                                            onClick={() => select('job', visit.job)}
                                        >
                                            {job ? `${job.number} ${say(job.title)}` : visit.job}
                                        </button>
                                    </td>
                                    <td>
                                        <StateTag look={visitLook(visit.state)}>
                                            {stateName(visit.state)}
                                        </StateTag>
                                    </td>
                                    <td>{whenText(visit.depart_at)}</td>
                                    <td>{whenText(visit.arrive_at)}</td>
                                    <td>{whenText(visit.start_at)}</td>
                                    <td>{whenText(visit.end_at)}</td>
                                </tr>
                            );
                        }),
                    )}
                </tbody>
            </table>
        </div>
    );
}

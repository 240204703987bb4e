/** What a resident has on the phone: ask for help online, and see how it stands. */
import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../api';
import { t } from '../i18n';
import { clock, loadCatalog, loadClock } from '../state/city';
import { clockText, now } from '../time';
import type { Job, Request } from '../types';
import { attempt, NoticeBar } from '../ui/notice';
import { Logo } from '../ui/SignIn';
import { PhoneFoot } from '../ui/PhoneFoot';
import { Ask } from './Ask';
import { RequestCard } from './RequestCard';

export interface Standing {
    request: Request;
    job: Job | undefined;
}

const requests = signal<Standing[] | undefined>(undefined);

/** The caller's own requests, newest first, each with how its work stands. */
async function loadRequests(): Promise<void> {
    const { items } = await api.requestList({ limit: 50 });
    const found = await Promise.all(
        items.map(async (request) => ({
            request: request as unknown as Request,
            job: (await api.jobGet({ id: request.job.id }).catch(() => undefined)) as Job | undefined,
        })),
    );
    requests.value = found.sort((a, b) => Date.parse(b.request.received_at) - Date.parse(a.request.received_at));
}

const lookAgainMs = 10_000;

export function ResidentView() {
    const asking = useSignal(false);
    useEffect(() => {
        void attempt(async () => {
            await Promise.all([loadClock(), loadCatalog()]);
            await loadRequests();
        });
        const again = setInterval(() => void loadRequests().catch(() => {}), lookAgainMs);
        return () => clearInterval(again);
    }, []);
    const list = requests.value;
    return (
        <div class="crew-view">
            <header class="crew-head">
                <Logo />
                <h1>{t('app.name')}</h1>
                <time class="clock">{clock.value ? clockText(now.value) : ''}</time>
            </header>
            <main>
                {asking.value ? (
                    <Ask
                        back={() => (asking.value = false)}
                        done={() => void attempt(loadRequests).then(() => (asking.value = false))}
                    />
                ) : (
                    <>
                        <h2>{t('resident.mine')}</h2>
                        {list?.length === 0 && <p class="muted">{t('resident.none')}</p>}
                        <ul class="stack">
                            {list?.map((one) => (
                                <RequestCard key={one.request.id} standing={one} again={loadRequests} />
                            ))}
                        </ul>
                        <div class="main-place">
                            <button type="button" class="main-button" onClick={() => (asking.value = true)}>
                                {t('resident.ask')}
                            </button>
                        </div>
                    </>
                )}
            </main>
            <PhoneFoot />
            <NoticeBar />
        </div>
    );
}

/** One line that tells how the last action went; read aloud politely. */
import { signal } from '@preact/signals';
import { Problem } from '../api';
import { t } from '../i18n';

interface Notice {
    kind: 'done' | 'failed';
    text: string;
}

const notice = signal<Notice | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

export function tell(text: string, kind: Notice['kind'] = 'done'): void {
    clearTimeout(timer);
    notice.value = { kind, text };
    // A failure stays until the next action: nobody should miss why something was not done.
    if (kind === 'done') timer = setTimeout(() => (notice.value = null), 5000);
}

export function problemText(problem: unknown): string {
    if (!(problem instanceof Problem)) return String(problem);
    if (problem.status === 0) return t('problem.offline');
    if (problem.status === 412) return t('problem.stale');
    return problem.message;
}

/** Runs an action and tells when it fails; answers whether it was done. */
export async function attempt(action: () => Promise<unknown>, done?: string): Promise<boolean> {
    try {
        await action();
        // What failed before is over once something has been done.
        if (done) tell(done);
        else if (notice.value?.kind === 'failed') notice.value = null;
        return true;
    } catch (problem) {
        tell(problemText(problem), 'failed');
        return false;
    }
}

export function NoticeBar() {
    const current = notice.value;
    return (
        <div class="notice-place" role="status" aria-live="polite">
            {current && (
                <div class={`notice notice-${current.kind}`}>
                    <span>{current.text}</span>
                    <button class="link" type="button" onClick={() => (notice.value = null)}>
                        {t('action.dismiss')}
                    </button>
                </div>
            )}
        </div>
    );
}

import { useEffect } from 'preact/hooks';
import { t } from '../i18n';
import { loadCity } from '../state/city';
import { connect, disconnect } from '../state/live';
import { selection } from '../state/select';
import { NoticeBar } from '../ui/notice';
import { Drawer } from './Drawer';
import { Header } from './Header';
import { Help } from './Help';
import { Intake } from './Intake';
import { listenKeys } from './keys';
import { MapPane } from './MapPane';
import { Queue } from './Queue';
import { Timeline } from './Timeline';
import { intakeOpen } from './view';

/** The dispatcher's desk: queue, map, timeline, and a drawer for what is selected. */
export function Console() {
    useEffect(() => {
        void loadCity();
        connect();
        const deaf = listenKeys();
        return () => {
            deaf();
            disconnect();
        };
    }, []);

    const shape = `console${selection.value ? ' with-drawer' : ''}${intakeOpen.value ? ' with-intake' : ''}`;
    return (
        <div class={shape}>
            <a class="skip" href="#queue">
                {t('app.skip')}
            </a>
            <Header />
            <main class="panes">
                {intakeOpen.value ? <Intake /> : <Queue />}
                <MapPane />
                <Timeline />
                {selection.value && <Drawer />}
            </main>
            <Help />
            <NoticeBar />
        </div>
    );
}

/** Where the page begins: who is signed in decides what is shown. */
import { signal } from '@preact/signals';
import { render, type ComponentType } from 'preact';
import { session, whoAmI } from './api';
import { language } from './i18n';
import './state/theme';
import { SignIn } from './ui/SignIn';

type View = 'console' | 'crew';

const loaded = { console: signal<ComponentType | null>(null), crew: signal<ComponentType | null>(null) };

function wantedView(role: string): View {
    return role === 'crew' || location.pathname.startsWith('/crew') ? 'crew' : 'console';
}

async function load(view: View): Promise<void> {
    if (loaded[view].peek()) return;
    const found =
        view === 'crew'
            ? (await import('./crew/CrewView')).CrewView
            : (await import('./console/Console')).Console;
    loaded[view].value = found;
}

function App() {
    const who = session.value;
    language.value;
    if (who === undefined) return null;
    if (who === null) return <SignIn />;
    const view = wantedView(who.user.role);
    void load(view);
    const Shown = loaded[view].value;
    return Shown && <Shown />;
}

render(<App />, document.getElementById('app')!);
void whoAmI();

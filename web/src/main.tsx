/** Where the page begins: who is signed in decides what is shown. */
import { signal, type Signal } from '@preact/signals';
import { render, type ComponentType } from 'preact';
import { session, whoAmI } from './api';
import { language } from './i18n';
import { path } from './route';
import './state/theme';
import { SignIn } from './ui/SignIn';

type View = 'console' | 'crew' | 'office' | 'resident';

const loaders: Record<View, () => Promise<ComponentType>> = {
    console: async () => (await import('./console/Console')).Console,
    crew: async () => (await import('./crew/CrewView')).CrewView,
    office: async () => (await import('./office/Office')).Office,
    resident: async () => (await import('./resident/ResidentView')).ResidentView,
};

const loaded: Record<View, Signal<ComponentType | null>> = {
    console: signal(null),
    crew: signal(null),
    office: signal(null),
    resident: signal(null),
};

function wantedView(role: string): View {
    if (role === 'resident') return 'resident';
    if (/^\/office(\/|$)/.test(path.value)) return 'office';
    return role === 'crew' || path.value.startsWith('/crew') ? 'crew' : 'console';
}

async function load(view: View): Promise<void> {
    if (loaded[view].peek()) return;
    loaded[view].value = await loaders[view]();
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

import { useEffect, useRef } from 'preact/hooks';
import { t, type Key } from '../i18n';
import { helpOpen } from './view';

const rows: [string, Key][] = [
    ['/', 'help.search'],
    ['n', 'help.new'],
    ['j k', 'help.next'],
    ['1 – 4', 'help.filter'],
    ['a', 'help.choose'],
    ['u', 'help.undo'],
    ['b', 'help.alarms'],
    ['?', 'help.help'],
    ['Esc', 'help.close'],
];

export function Help() {
    const dialog = useRef<HTMLDialogElement>(null);
    const open = helpOpen.value;
    useEffect(() => {
        if (open) dialog.current?.showModal();
        else dialog.current?.close();
    }, [open]);

    return (
        <dialog
            class="help"
            ref={dialog}
            aria-labelledby="help-title"
            onClose={() => (helpOpen.value = false)}
        >
            <h2 id="help-title">{t('help.title')}</h2>
            <dl>
                {rows.map(([keys, text]) => (
                    <div key={keys}>
                        <dt>
                            <kbd>{keys}</kbd>
                        </dt>
                        <dd>{t(text)}</dd>
                    </div>
                ))}
            </dl>
            <p class="muted">{t('help.inputs')}</p>
            <button class="primary" type="button" onClick={() => (helpOpen.value = false)}>
                {t('action.close')}
            </button>
        </dialog>
    );
}

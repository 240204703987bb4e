/**
 * The pages of the office, in the order of the menu. To add one:
 *
 *   1. web/src/office/pages/NAME.tsx exports `Page`, a component that gets what follows its name in
 *      the address ("/office/NAME/part/..." -> rest ["part", ...]). Its parts are in office/parts:
 *      DataTable (sort, filter, pages), CommandForm (a form from the command's generated
 *      arguments), useList and useOne (read, and read again when an event says so); Facts, Link and
 *      ValueInput in ui/.
 *   2. One line here: the name, the command that a role must be allowed to call to be shown it, and
 *      the file. The page is a chunk of its own, loaded when it is opened.
 *   3. Its title `office.NAME` in both files of web/src/i18n; labels of a form's arguments are
 *      `arg.NAME`, of the words they may be `choice.WORD`.
 *   4. A visit in tests/e2e/office.test.mjs: a picture, and axe without a finding.
 */
import type { ComponentType } from 'preact';
import type { CommandName } from '../api';
import { mayCall } from '../rights';

export interface PageProps {
    rest: string[];
}

export interface OfficePage {
    name: string;
    needs: CommandName;
    load(): Promise<{ Page: ComponentType<PageProps> }>;
}

export const pages: OfficePage[] = [
    { name: 'approvals', needs: 'approval.list', load: () => import('./pages/approvals') },
    { name: 'modes', needs: 'mode.list', load: () => import('./pages/modes') },
    { name: 'what_if', needs: 'rehearsal.list', load: () => import('./pages/what_if') },
    { name: 'notices', needs: 'notice.list', load: () => import('./pages/notices') },
    { name: 'feedback', needs: 'feedback.list', load: () => import('./pages/feedback') },
    { name: 'privacy', needs: 'privacy.looks', load: () => import('./pages/privacy') },
    { name: 'permits', needs: 'permit.list', load: () => import('./pages/permits') },
    { name: 'situations', needs: 'situation.list', load: () => import('./pages/situations') },
    { name: 'reports', needs: 'report.figures', load: () => import('./pages/reports') },
    { name: 'sheets', needs: 'sheet.list', load: () => import('./pages/sheets') },
    { name: 'custody', needs: 'manifest.list', load: () => import('./pages/custody') },
    { name: 'stock', needs: 'stock.levels', load: () => import('./pages/stock') },
    { name: 'pieces', needs: 'piece.list', load: () => import('./pages/pieces') },
    { name: 'rosters', needs: 'roster.list', load: () => import('./pages/rosters') },
    { name: 'rounds', needs: 'round.list', load: () => import('./pages/rounds') },
    { name: 'organisations', needs: 'org.heads', load: () => import('./pages/organisations') },
    { name: 'partners', needs: 'affiliation.list', load: () => import('./pages/partners') },
    { name: 'welfare', needs: 'welfare.day', load: () => import('./pages/welfare') },
];

/** Those that the signed-in role may use. */
export const myPages = (): OfficePage[] => pages.filter((page) => mayCall(page.needs));

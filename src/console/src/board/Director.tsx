import './board.css';
import '../app/panels.css';
import '../tickets/tickets.css';
import { useNavigate } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Refusal, Waiting } from '../app/faults';
import { useSite } from '../app/useSite';
import { Panel } from '../ticket/Panel';
import { TableFrame } from '../tickets/TableFrame';
import { counted, escalatedOf, waitingOf } from './Board';
import { Chart } from './Chart';
import { useBoards } from './useBoards';

/** Sites side by side, live, for those who answer for several. */
export function Director() {
  const { t } = useTranslation();
  const { sites, choose } = useSite();
  const navigate = useNavigate();
  const boards = useBoards(sites.map(({ site }) => site));
  if (boards.isError)
    return (
      <div className="page">
        <Refusal error={boards.error} action={<Button onClick={() => void boards.refetch()}>{t('act.retry')}</Button>} />
      </div>
    );
  if (!boards.data) return <Waiting />;
  const nameOf = (code: string) => sites.find(({ site }) => site === code)?.name ?? code;
  return (
    <div className="page">
      <div className="heading">
        <h1>{t('board.directorTitle')}</h1>
        <p>{t('board.directorLead', { n: boards.data.length })}</p>
      </div>
      <Panel title={t('board.pressing')}>
        <Chart
          label={t('board.pressing')}
          categories={boards.data.map((board) => board.site)}
          series={[
            { name: t('board.past'), values: boards.data.map((board) => board.past.count), colour: '#c0453b' },
            { name: t('board.near'), values: boards.data.map((board) => board.near.count), colour: '#c98a1f' },
            { name: t('board.waiting'), values: boards.data.map(waitingOf), colour: '#3f72b5' },
          ]}
        />
      </Panel>
      <TableFrame label={t('board.directorTitle')}>
        <table className="table figures-table">
          <thead>
            <tr>
              <th scope="col">{t('field.site')}</th>
              <th scope="col">{t('board.past')}</th>
              <th scope="col">{t('board.near')}</th>
              <th scope="col">{t('board.waiting')}</th>
              <th scope="col">{t('board.escalations')}</th>
              <th scope="col">{t('board.second')}</th>
              <th scope="col">{t('board.onDuty')}</th>
              <th scope="col">{t('board.received')}</th>
              <th scope="col">{t('board.solved')}</th>
            </tr>
          </thead>
          <tbody>
            {boards.data.map((board) => {
              const escalated = escalatedOf(board);
              return (
                <tr key={board.site}>
                  <th scope="row">
                    <Button
                      type="link"
                      onClick={() => {
                        choose(board.site);
                        void navigate({ to: '/board' });
                      }}
                    >
                      {board.site} · {nameOf(board.site)}
                    </Button>
                  </th>
                  <td className={board.past.count > 0 ? 'is-bad' : ''}>{counted(board.past)}</td>
                  <td>{counted(board.near)}</td>
                  <td>{waitingOf(board)}</td>
                  <td className={escalated.count > 0 ? 'is-bad' : ''}>{counted(escalated)}</td>
                  <td>{counted(board.secondHandling)}</td>
                  <td>{board.agents.filter((agent) => agent.presence === 'on').length}</td>
                  <td>{board.today.received}</td>
                  <td>{board.today.solved}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableFrame>
    </div>
  );
}

import { Link } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import type { PlanPreview } from '../api/types';
import { exactMoment, moment } from '../format/time';
import { TableFrame } from '../tickets/TableFrame';

interface Props {
  site: string;
  version: number;
  preview: PlanPreview;
  busy: boolean;
  onPublish: () => void;
  onClose: () => void;
}

const figures = ['breached', 'near', 'earlier', 'later', 'lifted'] as const;
const marks = { breached: 'status-escalated', near: 'status-pending', earlier: '', later: 'status-resolved', lifted: '' };

/** What publishing would do to open tickets, before it is done. */
export function PublishDialog({ site, version, preview, busy, onPublish, onClose }: Props) {
  const { t } = useTranslation();
  const isPart = preview.checked < preview.open;
  const total = figures.reduce((sum, figure) => sum + preview[figure], 0);
  return (
    <Modal
      open
      title={t('admin.publishTitle', { n: version })}
      width={860}
      onCancel={onClose}
      footer={[
        <Button key="cancel" onClick={onClose}>
          {t('act.cancel')}
        </Button>,
        <Button key="publish" type="primary" danger={preview.breached > 0} loading={busy} onClick={onPublish}>
          {t('admin.publishNow', { n: version })}
        </Button>,
      ]}
    >
      <p className="preview-lead">
        {preview.open === 0
          ? t('admin.previewNoneOpen')
          : preview.movedTickets === 0
            ? t('admin.previewNothing', { checked: preview.checked })
            : t('admin.previewMoved', { moved: preview.movedTickets, checked: preview.checked })}
      </p>
      {isPart && <p className="dim">{t('admin.previewPart', { checked: preview.checked, open: preview.open })}</p>}
      {total > 0 && (
        <>
          <dl className="preview-figures">
            {figures.map((figure) => (
              <div key={figure} className={figure === 'breached' && preview.breached > 0 ? 'is-bad' : ''}>
                <dt>{t(`admin.effect.${figure}`)}</dt>
                <dd>{preview[figure]}</dd>
              </div>
            ))}
          </dl>
          <TableFrame label={t('admin.previewList')}>
            <table className="table preview">
              <thead>
                <tr>
                  <th scope="col">{t('field.number')}</th>
                  <th scope="col">{t('admin.becomes')}</th>
                  <th scope="col">{t('admin.deadline')}</th>
                  <th scope="col">{t('admin.dueNow')}</th>
                  <th scope="col">{t('admin.dueThen')}</th>
                  <th scope="col">{t('field.customer')}</th>
                </tr>
              </thead>
              <tbody>
                {preview.moved.map((deadline) => (
                  <tr key={`${deadline.number} ${deadline.clock} ${deadline.item}`}>
                    <th scope="row">
                      <Link to="/tickets/$site/$number" params={{ site, number: deadline.number }} target="_blank">
                        {deadline.number}
                      </Link>
                    </th>
                    <td>
                      <span className={`mark ${marks[deadline.effect]}`}>{t(`admin.effect.${deadline.effect}`)}</span>
                    </td>
                    <td>{t(`clock.${deadline.clock}`)}</td>
                    <td title={exactMoment(deadline.from)}>{moment(deadline.from)}</td>
                    <td title={deadline.to ? exactMoment(deadline.to) : undefined}>{deadline.to ? moment(deadline.to) : '—'}</td>
                    <td className="cut">{deadline.customer}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          {total > preview.moved.length && (
            <p className="dim">{t('admin.previewMore', { shown: preview.moved.length, total })}</p>
          )}
        </>
      )}
    </Modal>
  );
}

import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { headersOfCaller } from '../api/client';
import { Refused } from '../api/problem';
import type { TicketView } from '../api/types';
import type { Act } from './commands';
import { Panel } from './Panel';

type Material = TicketView['materials'][number];

/** Kinds of content that a browser shows as a picture. Anything else is only saved: an HTML file of a customer never opens here. */
const pictures = /\.(png|jpe?g|gif|webp|avif)$/i;

export function Materials({ ticket, act }: { ticket: TicketView; act: Act }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [shown, setShown] = useState<{ name: string; url: string } | null>(null);

  async function fetchFile(material: Material) {
    const response = await fetch(`/api/v1/tickets/${ticket.site}/${ticket.number}/materials/${material.file}`, {
      headers: headersOfCaller(),
    });
    if (!response.ok) throw new Refused(await response.json().catch(() => ({})));
    return response.blob();
  }

  async function use(material: Material, run: (blob: Blob) => void) {
    try {
      run(await fetchFile(material));
    } catch (error) {
      void message.error(error instanceof Refused && error.message ? error.message : t('problem.unreachable'));
    }
  }

  function save(name: string, blob: Blob) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  function preview(name: string, blob: Blob) {
    const type = name.toLowerCase().endsWith('png') ? 'image/png' : blob.type.startsWith('image/') ? blob.type : 'image/jpeg';
    setShown({ name, url: URL.createObjectURL(new Blob([blob], { type })) });
  }

  return (
    <Panel title={t('ticket.materials')} add={{ label: t('commands.materials'), onClick: act('materials') }}>
      {ticket.materials.length === 0 ? (
        <p className="dim">{t('ticket.noneYet')}</p>
      ) : (
        <ul className="parts">
          {ticket.materials.map((material) => (
            <li key={material.name + (material.file ?? '')}>
              <span className="mark">
                {t(`commands.materialKind.${material.kind}` as 'commands.materialKind.photo', { defaultValue: material.kind })}
              </span>
              <span className="grow">
                {material.name}
                <small>
                  {[material.obtainedVia, material.size ? `${Math.ceil(material.size / 1024)} KB` : t('ticket.fileNone')]
                    .filter(Boolean)
                    .join(' · ')}
                </small>
              </span>
              {material.file && (
                <>
                  {pictures.test(material.name) && (
                    <Button size="small" onClick={() => void use(material, (blob) => preview(material.name, blob))}>
                      {t('act.preview')}
                    </Button>
                  )}
                  <Button size="small" onClick={() => void use(material, (blob) => save(material.name, blob))}>
                    {t('act.download')}
                  </Button>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {shown && (
        <Modal
          open
          title={shown.name}
          footer={null}
          width={840}
          onCancel={() => {
            URL.revokeObjectURL(shown.url);
            setShown(null);
          }}
        >
          <img className="picture" src={shown.url} alt={shown.name} />
        </Modal>
      )}
    </Panel>
  );
}

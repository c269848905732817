import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ask, desk } from '../api/client';
import { agentsQuery } from '../api/queries';
import type { Agent } from '../api/types';
import { Refusal, Waiting } from '../app/faults';
import { useSend } from '../app/useSend';
import { TableFrame } from '../tickets/TableFrame';
import { AgentAccess } from './AgentAccess';

const roles = [
  'service_agent',
  'engineer',
  'technical_support_manager',
  'customer_relations_specialist',
  'field_engineer',
  'department_member',
  'supervisor',
  'director',
  'auditor',
  'site_admin',
  'system_admin',
] as const;

/** The people of the site. */
export function AgentsTab({ site }: { site: string }) {
  const { t } = useTranslation();
  const query = useQuery(agentsQuery(site));
  const agents = query.data ?? [];
  const [editing, setEditing] = useState<Agent | 'new' | null>(null);
  const [access, setAccess] = useState<Agent | null>(null);
  if (query.isError)
    return <Refusal error={query.error} action={<Button onClick={() => void query.refetch()}>{t('act.retry')}</Button>} />;
  if (query.isPending) return <Waiting />;
  return (
    <>
      <div className="acts">
        <Button type="primary" onClick={() => setEditing('new')}>
          {t('admin.newAgent')}
        </Button>
      </div>
      <TableFrame label={t('admin.agents')}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('admin.id')}</th>
              <th scope="col">{t('admin.name')}</th>
              <th scope="col">{t('admin.roles')}</th>
              <th scope="col">{t('admin.skills')}</th>
              <th scope="col">{t('admin.capacity')}</th>
              <th scope="col">{t('admin.supervisor')}</th>
              <th scope="col">
                <span className="unseen">{t('ticket.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {agents.map((agent) => (
              <tr key={agent.id}>
                <th scope="row">{agent.id}</th>
                <td>{agent.name}</td>
                <td>{agent.roles.map((role) => t(`role.${role}` as 'role.engineer')).join(', ')}</td>
                <td>{agent.skills.join(', ')}</td>
                <td>{agent.capacity}</td>
                <td>{agent.supervisor}</td>
                <td>
                  <Button size="small" aria-label={`${t('act.edit')} ${agent.id}`} onClick={() => setEditing(agent)}>
                    {t('act.edit')}
                  </Button>{' '}
                  <Button size="small" aria-label={`${t('access.open')} ${agent.id}`} onClick={() => setAccess(agent)}>
                    {t('access.open')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {access && <AgentAccess agent={access} onClose={() => setAccess(null)} />}
      {editing && (
        <AgentDialog site={site} agent={editing === 'new' ? null : editing} agents={agents} onClose={() => setEditing(null)} />
      )}
    </>
  );
}

interface Props {
  site: string;
  agent: Agent | null;
  agents: readonly Agent[];
  onClose: () => void;
}

function AgentDialog({ site, agent, agents, onClose }: Props) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [id, setId] = useState(agent?.id ?? '');
  const [name, setName] = useState(agent?.name ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(agent?.roles ?? []);
  const [skills, setSkills] = useState(agent?.skills.join(', ') ?? '');
  const [capacity, setCapacity] = useState(String(agent?.capacity ?? 10));
  const [supervisor, setSupervisor] = useState(agent?.supervisor ?? '');
  const [password, setPassword] = useState('');
  const { busy, refused, send } = useSend();

  async function save() {
    const no = await send(async () => {
      const skillList = skills
        .split(/[,，]/)
        .map((skill) => skill.trim())
        .filter(Boolean);
      await ask(
        desk.PUT('/api/v1/agents/{id}', {
          params: { path: { id } },
          // Fields of an agent that this page does not know are left as they are.
          body: {
            name,
            sites: agent?.sites ?? [site],
            roles: [...chosen],
            skills: skillList,
            capacity: Number(capacity),
            supervisor: supervisor || null,
          },
        }),
      );
      if (password) await ask(desk.POST('/api/v1/agents/{id}/credentials', { params: { path: { id } }, body: { password } }));
      await queries.invalidateQueries({ queryKey: ['agents'] });
    });
    if (no) return;
    void message.success(t('admin.saved'));
    onClose();
  }

  return (
    <Modal
      open
      title={agent ? agent.name : t('admin.newAgent')}
      okText={t('act.save')}
      cancelText={t('act.cancel')}
      confirmLoading={busy}
      onOk={() => void save()}
      onCancel={onClose}
    >
      <div className="fields">
        {refused && <Refusal error={refused} />}
        <div className="field">
          <label htmlFor="a-id">{t('admin.id')}</label>
          <Input id="a-id" disabled={agent !== null} value={id} onChange={(e) => setId(e.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="a-name">{t('admin.name')}</label>
          <Input id="a-name" value={name} onChange={(e) => setName(e.target.value)} />
        </div>
        <fieldset className="field scale">
          <legend>{t('admin.roles')}</legend>
          {roles.map((role) => (
            <label key={role} className="tick">
              <input
                type="checkbox"
                checked={chosen.includes(role)}
                onChange={(e) => setChosen(e.target.checked ? [...chosen, role] : chosen.filter((each) => each !== role))}
              />
              {t(`role.${role}`)}
            </label>
          ))}
        </fieldset>
        <div className="field">
          <label htmlFor="a-skills">{t('admin.skills')}</label>
          <Input id="a-skills" value={skills} onChange={(e) => setSkills(e.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="a-capacity">{t('admin.capacity')}</label>
          <Input id="a-capacity" type="number" min={0} value={capacity} onChange={(e) => setCapacity(e.target.value)} />
        </div>
        <div className="field">
          <label htmlFor="a-supervisor">{t('admin.supervisor')}</label>
          <select
            id="a-supervisor"
            className="plain-select wide"
            value={supervisor}
            onChange={(e) => setSupervisor(e.target.value)}
          >
            <option value="">{t('field.none')}</option>
            {agents.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="a-password">{t('admin.password')}</label>
          <Input
            id="a-password"
            type="password"
            autoComplete="new-password"
            placeholder={t('admin.passwordHint')}
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        </div>
      </div>
    </Modal>
  );
}

import { PlusOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type ReactNode, useId } from 'react';

interface Props {
  title: string;
  /** What can be added, and how; null where it cannot. */
  add?: { label: string; onClick: (() => void) | null };
  children: ReactNode;
}

export function Panel({ title, add, children }: Props) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {add?.onClick && (
          <Button size="small" type="text" icon={<PlusOutlined />} onClick={add.onClick}>
            {add.label}
          </Button>
        )}
      </header>
      {children}
    </section>
  );
}

/** Names with their values; what is empty is left out. */
export function Facts({ rows }: { rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="facts">
      {rows
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { Emptiness, Refusal, Waiting } from '../app/faults';
import { TicketTable } from './TicketTable';
import type { useTicketList } from './useTicketList';

/** A list in whichever state it is. */
export function ListBody({ list, empty }: { list: ReturnType<typeof useTicketList>; empty: string }) {
  const { t } = useTranslation();
  if (list.isError)
    return <Refusal error={list.error} action={<Button onClick={() => void list.refetch()}>{t('act.retry')}</Button>} />;
  if (list.isPending) return <Waiting />;
  if (list.tickets.length === 0) return <Emptiness title={empty} />;
  return (
    <>
      <TicketTable tickets={list.tickets} />
      {list.hasNextPage && (
        <Button className="more" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('act.more')}
        </Button>
      )}
    </>
  );
}

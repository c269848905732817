/** What the list of tickets is searched by, as the address holds it. */
export type ListSearch = Partial<
  Record<
    | 'status'
    | 'owner'
    | 'priority'
    | 'type'
    | 'tier'
    | 'customer'
    | 'phone'
    | 'q'
    | 'from'
    | 'to'
    | 'escalated'
    | 'breached'
    | 'archived'
    | 'sort',
    string
  >
>;

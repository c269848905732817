import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask, desk } from '../api/client';

/** What follows the last stroke by this long is asked; the stroke itself is not. */
const pauseMs = 200;

/** Earlier tickets of whoever calls from this number, latest first. */
export function useCaller(site: string, phone: string) {
  const [asked, setAsked] = useState('');
  const digits = phone.replace(/\D/g, '');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(digits.length >= 7 ? phone.trim() : ''), pauseMs);
    return () => clearTimeout(timer);
  }, [phone, digits.length]);

  return useQuery({
    queryKey: ['caller', site, asked],
    enabled: asked !== '' && site !== '',
    queryFn: async () => (await ask(desk.GET('/api/v1/tickets', { params: { query: { site, phone: asked, limit: 20 } } }))).items,
  });
}

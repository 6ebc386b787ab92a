/** The basket of this device, for components. */
import { useSyncExternalStore } from 'react';
import { Basket, type BasketLine } from './basket.ts';

export const basket = new Basket(localStorage, window);

export const useBasket = (): readonly BasketLine[] => useSyncExternalStore(basket.subscribe, basket.read);

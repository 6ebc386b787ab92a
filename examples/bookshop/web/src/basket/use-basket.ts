/** The basket of this device, for components. */
import { useSyncExternalStore } from 'react';
import { deviceStorage } from '../ui/device-storage.ts';
import { Basket, type BasketLine } from './basket.ts';

export const basket = new Basket(deviceStorage, window);

export const useBasket = (): readonly BasketLine[] => useSyncExternalStore(basket.subscribe, basket.read);

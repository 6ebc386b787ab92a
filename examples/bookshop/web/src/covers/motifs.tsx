/** The drawings on covers, each on a sheet of 100 by 150. */
import type { ReactNode } from 'react';
import type { Motif } from './cover-design.ts';

type Draw = (chances: readonly number[]) => ReactNode;

const steps = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
const chanceAt = (chances: readonly number[], index: number): number => chances[index % chances.length] ?? 0;

const waves: Draw = (chances) =>
  steps(7).map((row) => {
    const y = 84 + row * 11;
    const shift = chanceAt(chances, row + 2) * 25;
    return (
      <path
        key={row}
        d={`M${-40 - shift} ${y}${' q12.5 -11 25 0 t25 0'.repeat(5)}`}
        fill="none"
        stroke="currentColor"
        strokeWidth={1 + row * 0.45}
      />
    );
  });

const leaves: Draw = (chances) => {
  const sway = (chanceAt(chances, 2) - 0.5) * 16;
  return (
    <g fill="currentColor">
      <path d={`M50 152 Q${50 + sway} 110 50 68`} fill="none" stroke="currentColor" strokeWidth="1.4" />
      {steps(6).map((row) => {
        const y = 140 - row * 12;
        const size = 25 - row * 2.4;
        const lift = 9 + chanceAt(chances, row + 3) * 7;
        return (
          <g key={row} opacity={row % 2 === 0 ? 1 : 0.72}>
            <path
              d={`M50 ${y} q${size * 0.6} ${-lift - 4} ${size} ${-lift} q${-size * 0.3} ${lift} ${-size} ${lift}z`}
            />
            <path
              d={`M50 ${y} q${-size * 0.6} ${-lift - 4} ${-size} ${-lift} q${size * 0.3} ${lift} ${size} ${lift}z`}
            />
          </g>
        );
      })}
    </g>
  );
};

const arches: Draw = (chances) => {
  const rings = 4 + Math.floor(chanceAt(chances, 2) * 3);
  return steps(rings).map((ring) => {
    const radius = 40 - ring * (34 / rings);
    return (
      <path
        key={ring}
        d={`M${50 - radius} 152 V${118 - radius * 0.2} a${radius} ${radius} 0 0 1 ${radius * 2} 0 V152`}
        fill={ring === rings - 1 ? 'currentColor' : 'none'}
        stroke="currentColor"
        strokeWidth="1.8"
      />
    );
  });
};

const discs: Draw = (chances) => {
  const rings = 5 + Math.floor(chanceAt(chances, 3) * 3);
  const x = 34 + chanceAt(chances, 2) * 32;
  return (
    <>
      {steps(rings).map((ring) => (
        <circle
          key={ring}
          cx={x}
          cy="108"
          r={7 + ring * 6}
          fill="none"
          stroke="currentColor"
          strokeWidth={2.4 - ring * 0.28}
        />
      ))}
      <circle cx={x} cy="108" r="5" fill="currentColor" />
    </>
  );
};

const lines: Draw = (chances) => (
  <g stroke="currentColor" strokeLinecap="round">
    {steps(11).map((row) => (
      <line
        key={row}
        x1="14"
        x2={34 + chanceAt(chances, row) * 52}
        y1={80 + row * 6.2}
        y2={80 + row * 6.2}
        strokeWidth="1.6"
      />
    ))}
    <path d="M74 128 l6 7 l10 -15" fill="none" strokeWidth="2.4" strokeLinejoin="round" />
  </g>
);

const hills: Draw = (chances) => (
  <>
    <circle cx={24 + chanceAt(chances, 2) * 52} cy="88" r="9" fill="currentColor" />
    {steps(4).map((row) => {
      const y = 104 + row * 12;
      const peak = 20 + chanceAt(chances, row + 3) * 60;
      return (
        <path
          key={row}
          d={`M-5 152 V${y + 6} Q${peak} ${y - 22} 105 ${y + 8} V152z`}
          fill="currentColor"
          opacity={0.3 + row * 0.2}
        />
      );
    })}
  </>
);

const windows: Draw = (chances) => (
  <g fill="currentColor">
    {steps(5).flatMap((column) => {
      const height = 3 + Math.floor(chanceAt(chances, column + 2) * 4);
      return steps(height).map((row) => (
        <rect
          key={`${column} ${row}`}
          x={12 + column * 16}
          y={140 - row * 12}
          width="11"
          height="8"
          opacity={chanceAt(chances, column * 5 + row) > 0.3 ? 1 : 0.35}
        />
      ));
    })}
  </g>
);

/** How each motif is drawn. */
export const motifs: Readonly<Record<Motif, Draw>> = { waves, leaves, arches, discs, lines, hills, windows };

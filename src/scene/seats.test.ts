import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gridCapacity, seatGrid, seatLevel, takeSeats } from './seats.ts';

describe('seats', () => {
  it('gives the seat of one who left to the next who comes; nobody else moves', () => {
    const three = takeSeats([], [11, 12, 13]);
    expect(takeSeats(three, [11, 13])).toEqual([11, 0, 13]);
    expect(takeSeats(takeSeats(three, [11, 13]), [11, 13, 14, 15])).toEqual([11, 14, 13, 15]);
  });

  it('hands back the same array when nothing changed', () => {
    const seats = takeSeats([], [1, 2]);
    expect(takeSeats(seats, [2, 1])).toBe(seats);
  });

  it('keeps everyone who stays where they were, whoever comes or goes', () => {
    const people = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.array(people, { maxLength: 8 }), (rounds) => {
        let seats = takeSeats([], []);
        for (const present of rounds) {
          const before = seats;
          seats = takeSeats(before, present);
          for (const one of present) if (before.includes(one)) expect(seats.indexOf(one)).toBe(before.indexOf(one));
          expect(seats.filter((seat) => seat !== 0).sort((a, b) => a - b)).toEqual([...present].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('goes denser when seats run out and only comes back when there is plenty of room', () => {
    const area = { w: 220, h: 170 };
    const full = gridCapacity(seatGrid('full', area));
    expect(seatLevel(undefined, full, area)).toBe('full');
    expect(seatLevel('full', full + 1, area)).toBe('capsule');
    expect(seatLevel('capsule', full, area)).toBe('capsule');
    expect(seatLevel('capsule', Math.floor(full / 2), area)).toBe('full');
  });
});

import type { Amounts } from '../totals.ts';

/** Amounts added up without the error growing with their number: each sum carries what rounding took from it (Neumaier). */
export class AmountSums {
  readonly #sums = new Float64Array(8);
  readonly #lost = new Float64Array(8);

  add({ cpu, mem, gpu, cpuRequested, memRequested, count, seconds, alive }: Amounts): void {
    this.#add(0, cpu);
    this.#add(1, mem);
    this.#add(2, gpu);
    this.#add(3, cpuRequested);
    this.#add(4, memRequested);
    this.#add(5, count);
    this.#add(6, seconds);
    this.#add(7, alive);
  }

  get amounts(): Amounts {
    return {
      cpu: this.#get(0),
      mem: this.#get(1),
      gpu: this.#get(2),
      cpuRequested: this.#get(3),
      memRequested: this.#get(4),
      count: this.#get(5),
      seconds: this.#get(6),
      alive: this.#get(7),
    };
  }

  #add(at: number, value: number): void {
    const sum = this.#sums[at] ?? 0;
    const next = sum + value;
    const lost = Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    this.#sums[at] = next;
    this.#lost[at] = (this.#lost[at] ?? 0) + lost;
  }

  #get(at: number): number {
    return (this.#sums[at] ?? 0) + (this.#lost[at] ?? 0);
  }
}

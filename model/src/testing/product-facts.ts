import type { Verdict } from '../fact/judge';
import { judge } from '../judge';
import { MemoryFacts } from '../testing/memory-facts';
import type { ItemsDescribed, ItemsMade } from '../product/items';
import type { ItemsLinked, LinkGroup } from '../product/links';
import type { ItemsMark } from '../product/marks';
import type { ProductClass } from '../product/product-class';

/** Facts about products in memory, each under a reference of its own, and what they are judged to be. */
export class ProductFacts {
  readonly facts = new MemoryFacts();
  #count = 0;

  /** A version of the class `A/<name>`. */
  class(name: string, change: Partial<ProductClass> = {}, more: object = {}): string {
    const body: ProductClass = { name, regime: 'challenged', reporters: [], ...change };
    return this.facts.add({ type: 'product.class', key: `product/A/${name}/0`, body, ...more });
  }

  /** Items `A/<ref>` of a class. */
  made(
    ref: string,
    version: string,
    body: Partial<ItemsMade> & Pick<ItemsDescribed, 'classId'>,
    more = {},
  ): string {
    return this.facts.add({
      type: 'product.made',
      key: `items/A/${ref}`,
      body: { class: version, ...body },
      ...more,
    });
  }

  /** Links by a company; returns the digest. */
  linked(
    action: ItemsLinked['action'],
    groups: LinkGroup | readonly LinkGroup[],
    change: LinkChange = {},
  ): string {
    const { by = 'B', kind = 'installed', ...more } = change;
    const body = { kind, action, groups: [groups].flat() };
    return this.facts.add({ type: 'product.linked', key: `links/${by}/${this.#next()}`, body, ...more });
  }

  /** Marks by a company; returns the digest. */
  marked(marks: ItemsMark | readonly ItemsMark[], { by = 'B' }: { readonly by?: string } = {}): string {
    const body = { marks: [marks].flat() };
    return this.facts.add({ type: 'product.marked', key: `marks/${by}/${this.#next()}`, body });
  }

  /** Whether the fact with a digest holds; the entries that do not where only some of them do. */
  async verdict(digest: string): Promise<boolean | readonly number[]> {
    const reading = await this.facts.follow(digest);
    if (reading.status !== 'sealed') throw new TypeError(reading.status);
    const verdict: Verdict = await judge(this.facts, reading.sealed);
    if (!verdict.holds) return false;
    return verdict.voidEntries.size === 0 ? true : [...verdict.voidEntries];
  }

  #next(): string {
    this.#count += 1;
    return `r-${this.#count}`;
  }
}

interface LinkChange {
  readonly by?: string;
  readonly kind?: ItemsLinked['kind'];
  readonly vouchers?: readonly string[];
}

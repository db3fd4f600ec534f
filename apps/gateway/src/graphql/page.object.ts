import { type Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';

import { AnyRole } from '../auth/access.decorator.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './limits/cost.ts';
import { type Page, type PageQuestion } from './page.ts';

@ArgsType()
export class PageArgs implements PageQuestion {
  @Field(() => Int, {
    nullable: true,
    description: `How many to answer, 1 to ${MAX_PAGE_SIZE}; ${DEFAULT_PAGE_SIZE} when left out.`,
  })
  first?: number | null;

  @Field(() => String, { nullable: true, description: 'The cursor after which the page begins.' })
  after?: string | null;
}

@AnyRole()
@ObjectType({ description: 'Where a page begins and ends, and whether more follows.' })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more after this page.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether this page was asked for with `after`.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true, description: 'The cursor of the first node.' })
  startCursor!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The cursor of the last node: `after` of the next page.',
  })
  endCursor!: string | null;
}

/**
 * The base of the Relay connection type of a node type, which names itself: `class CanvasPage extends pageOf(...)`.
 * `name` is the node's in the schema, `what` names several of them in descriptions.
 */
export function pageOf<T extends object>(node: Type<T>, name: string, what: string): Type<Page<T>> {
  @ObjectType(`${name}Edge`, { description: `One of the ${what}, with its cursor.` })
  class NodeEdge {
    @Field(() => String, { description: 'Names this place in the list.' })
    cursor!: string;

    @Field(() => node, { description: 'What is at this place.' })
    node!: T;
  }

  @ObjectType({ isAbstract: true })
  class NodePage implements Page<T> {
    @Field(() => [NodeEdge], { description: 'The nodes with their cursors.' })
    edges!: readonly NodeEdge[];

    @Field(() => [node], { description: 'The nodes alone.' })
    nodes!: readonly T[];

    @Field(() => PageInfo, { description: 'Where this page begins and ends.' })
    pageInfo!: PageInfo;
  }
  return NodePage;
}

import { Check, ChevronDown } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import { Fragment, type ReactNode, useState } from 'react';
import { Tip } from './tip.tsx';

export interface MenuAct {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly checked?: boolean;
  /** One that is checked stays open for the next, unless it opens something. */
  readonly closes?: boolean;
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

/** Opens what it holds. */
export interface SubMenu {
  readonly id: string;
  readonly label: string;
  readonly groups: readonly MenuGroup[];
}

/** Groups are parted by a line; a group may have a title. */
export interface MenuGroup {
  readonly title?: string;
  readonly items: readonly (MenuAct | SubMenu)[];
}

interface MenuProps {
  readonly trigger: ReactNode;
  readonly groups: readonly MenuGroup[];
  readonly align?: 'start' | 'end';
  /** Words beside a trigger that has none in sight. */
  readonly tip?: string;
  readonly tipClass?: string;
}

export function Menu({ trigger, groups, align = 'end', tip, tipClass = '' }: MenuProps) {
  const opener = <Radix.Trigger asChild>{trigger}</Radix.Trigger>;
  return (
    <Radix.Root>
      {tip === undefined ? (
        opener
      ) : (
        <Tip label={tip} className={tipClass}>
          {opener}
        </Tip>
      )}
      <Radix.Portal>
        <Radix.Content className="menu" align={align} sideOffset={6} collisionPadding={8}>
          <Groups groups={groups} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Groups({ groups }: { readonly groups: readonly MenuGroup[] }) {
  return groups.map((group, index) => (
    <Radix.Group key={group.title ?? group.items[0]?.id ?? index}>
      {index > 0 ? <Radix.Separator className="menu-line" /> : null}
      {group.title ? <Radix.Label className="menu-title">{group.title}</Radix.Label> : null}
      {group.items.map((item) => (
        <Fragment key={item.id}>{'groups' in item ? <Sub menu={item} /> : <Item item={item} />}</Fragment>
      ))}
    </Radix.Group>
  ));
}

/** Opens in its place: beside the menu there is no room on a phone. */
function Sub({ menu }: { readonly menu: SubMenu }) {
  const [open, setOpen] = useState(false);
  const toggle = (event: Event): void => {
    event.preventDefault();
    setOpen(!open);
  };
  return (
    <>
      <Radix.Item className="menu-item" aria-expanded={open} onSelect={toggle}>
        <span>{menu.label}</span>
        <ChevronDown size={16} aria-hidden className="menu-more" />
      </Radix.Item>
      {open ? (
        <div className="menu-inner">
          <Groups groups={menu.groups} />
        </div>
      ) : null}
    </>
  );
}

function Item({ item }: { readonly item: MenuAct }) {
  const content = (
    <>
      <span>{item.label}</span>
      {item.detail ? <span className="menu-detail">{item.detail}</span> : null}
    </>
  );
  if (item.checked === undefined)
    return (
      <Radix.Item className={`menu-item ${item.danger ? 'menu-danger' : ''}`} onSelect={item.onSelect}>
        {content}
      </Radix.Item>
    );
  return (
    <Radix.CheckboxItem
      className="menu-item"
      checked={item.checked}
      onCheckedChange={item.onSelect}
      onSelect={(event) => {
        if (!item.closes) event.preventDefault();
      }}
    >
      <Radix.ItemIndicator className="menu-check">
        <Check size={14} aria-hidden />
      </Radix.ItemIndicator>
      {content}
    </Radix.CheckboxItem>
  );
}

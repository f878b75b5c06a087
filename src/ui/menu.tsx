import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly checked?: boolean;
  readonly danger?: boolean;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly trigger: ReactNode;
  /** Groups are parted by a line; a group may have a title. */
  readonly groups: readonly { readonly title?: string; readonly items: readonly MenuItem[] }[];
  readonly align?: 'start' | 'end';
}

export function Menu({ trigger, groups, align = 'end' }: MenuProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align={align} sideOffset={6} collisionPadding={8}>
          {groups.map((group, index) => (
            <Radix.Group key={group.title ?? group.items[0]?.id ?? index}>
              {index > 0 ? <Radix.Separator className="menu-line" /> : null}
              {group.title ? <Radix.Label className="menu-title">{group.title}</Radix.Label> : null}
              {group.items.map((item) => (
                <Item key={item.id} item={item} />
              ))}
            </Radix.Group>
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ item }: { readonly item: MenuItem }) {
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
    <Radix.CheckboxItem className="menu-item" checked={item.checked} onCheckedChange={item.onSelect} onSelect={(event) => event.preventDefault()}>
      <Radix.ItemIndicator className="menu-check">
        <Check size={14} aria-hidden />
      </Radix.ItemIndicator>
      {content}
    </Radix.CheckboxItem>
  );
}

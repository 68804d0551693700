/** What an owner has applied, in the form of `status.inventory`; ids are Flux's `namespace_name_group_Kind`. */
export {
  type Inventory,
  type InventoryEntry,
  type InventoryObject,
  inventoryEntry,
  parseInventoryEntry,
  subtractInventory,
} from "./inventory.ts";

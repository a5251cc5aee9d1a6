import { FieldConfigProperty } from '@grafana/data';

/** Units, colours and axes belong to what our panels draw; names and data links stay with the user. */
export const DRAWN_BY_PANEL = [
  FieldConfigProperty.Unit,
  FieldConfigProperty.Min,
  FieldConfigProperty.Max,
  FieldConfigProperty.Decimals,
  FieldConfigProperty.NoValue,
  FieldConfigProperty.Color,
  FieldConfigProperty.Thresholds,
  FieldConfigProperty.Mappings,
];
